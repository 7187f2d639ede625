package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"k8s.io/apimachinery/pkg/runtime"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
)

// yamlQuestion is one text to decode, as kubectl would decode a file with it.
type yamlQuestion struct {
	Text string `json:"text"`
}

// yamlAnswer holds the documents before the first error, and the error.
type yamlAnswer struct {
	Documents []json.RawMessage `json:"documents"`
	Error     string            `json:"error,omitempty"`
}

func init() {
	oracles["oracle-yaml"] = func() int {
		lines := bufio.NewReaderSize(os.Stdin, 1<<20)
		out := bufio.NewWriterSize(os.Stdout, 1<<20)
		defer out.Flush()
		for {
			line, err := lines.ReadBytes('\n')
			if len(bytes.TrimSpace(line)) > 0 {
				answer := answerYAML(line)
				encoded, marshalError := json.Marshal(answer)
				if marshalError != nil {
					fmt.Fprintln(os.Stderr, marshalError)
					return 1
				}
				out.Write(encoded)
				out.WriteByte('\n')
				if lines.Buffered() == 0 {
					out.Flush()
				}
			}
			if err == io.EOF {
				return 0
			}
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				return 1
			}
		}
	}
}

func answerYAML(line []byte) (answer yamlAnswer) {
	answer.Documents = []json.RawMessage{}
	defer func() {
		if problem := recover(); problem != nil {
			answer.Error = fmt.Sprint("panic: ", problem)
		}
	}()
	var question yamlQuestion
	if err := json.Unmarshal(line, &question); err != nil {
		answer.Error = "question: " + err.Error()
		return answer
	}
	text, err := base64.StdEncoding.DecodeString(question.Text)
	if err != nil {
		answer.Error = "question: " + err.Error()
		return answer
	}
	// the steps of cli-runtime's FileVisitor and StreamVisitor and of the unstructured codec
	file := transform.NewReader(bytes.NewReader(text), unicode.BOMOverride(unicode.UTF8.NewDecoder()))
	decoder := utilyaml.NewYAMLOrJSONDecoder(file, 4096)
	for {
		extension := runtime.RawExtension{}
		if err := decoder.Decode(&extension); err != nil {
			if err != io.EOF {
				answer.Error = err.Error()
			}
			return answer
		}
		raw := bytes.TrimSpace(extension.Raw)
		if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
			continue
		}
		var value any
		if err := utiljson.Unmarshal(raw, &value); err != nil {
			answer.Error = err.Error()
			return answer
		}
		encoded, err := json.Marshal(value)
		if err != nil {
			answer.Error = err.Error()
			return answer
		}
		answer.Documents = append(answer.Documents, encoded)
	}
}
