// networkbox: upstream's own packages that judge network policies, behind a pipe. The first argument says which.
package main

import (
	"fmt"
	"os"
)

// oracles answer questions as NDJSON on a pipe; each registers itself in its file.
var oracles = map[string]func() int{}

func main() {
	if len(os.Args) == 2 {
		if oracle, ok := oracles[os.Args[1]]; ok {
			os.Exit(oracle())
		}
	}
	fmt.Fprintln(os.Stderr, "usage: networkbox ORACLE")
	os.Exit(2)
}
