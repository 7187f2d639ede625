package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// answerLines reads one question a line from standard input and writes one answer a line. A question that cannot be
// read, and a panic of what is asked, is answered with `{"failure": …}`: the next question is still answered.
func answerLines[Q any, A any](answer func(Q) A) int {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	for {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			out.Write(answerLine(line, answer))
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

type failedAnswer struct {
	Failure string `json:"failure"`
}

func answerLine[Q any, A any](line []byte, answer func(Q) A) (encoded []byte) {
	fail := func(text string) []byte {
		failure, _ := json.Marshal(failedAnswer{Failure: text})
		return failure
	}
	defer func() {
		if problem := recover(); problem != nil {
			encoded = fail(fmt.Sprint("panic: ", problem))
		}
	}()
	var question Q
	if err := json.Unmarshal(line, &question); err != nil {
		return fail("question: " + err.Error())
	}
	encoded, err := json.Marshal(answer(question))
	if err != nil {
		return fail("answer: " + err.Error())
	}
	return encoded
}
