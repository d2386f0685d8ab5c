package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// A trial is how the mutants of a package did.
type trial struct {
	name      string // of the package
	results   []result
	elsewhere []mutant // for other systems
}

type result struct {
	mutant
	outcome
}

// verdict says in a line what the tests made of a mutant.
func (r result) verdict() string {
	switch {
	case r.Build != "":
		return "does not compile: " + r.Build
	case r.isFault() && r.Killed:
		return "KILLED    by " + r.By + ", but its list explains why no test notices it: " + r.Survives
	case r.isFault():
		return "SURVIVES  no test notices it: " + r.Why
	case r.Killed:
		return "killed    by " + r.By
	}
	return "survives  " + r.Survives
}

// isFault reports whether the tests made something else of a mutant than its list
// says.
func (r result) isFault() bool { return r.Killed == (r.Survives != "") }

// faults returns the results that are not as the list says.
func (t trial) faults() (faults []result) {
	for _, r := range t.results {
		if r.isFault() {
			faults = append(faults, r)
		}
	}
	return faults
}

// tell writes a line for the package, and one for each fault.
func (t trial) tell(out io.Writer) {
	killed := 0
	for _, r := range t.results {
		if r.Killed {
			killed++
		}
	}
	fmt.Fprintf(out, "%s: the tests notice %d of %d mutants", t.name, killed, len(t.results))
	if n := len(t.elsewhere); n > 0 {
		fmt.Fprintf(out, "; %d are for other systems", n)
	}
	fmt.Fprintln(out)
	for _, r := range t.faults() {
		fmt.Fprintf(out, "  %-28s %s\n", r.Name, r.verdict())
	}
}

// markdown returns the page with the table of all mutants. It is for lists that
// have been found to be true: what the tests make of a mutant is what they say.
func markdown(packages []pkg) []byte {
	var page bytes.Buffer
	mutants, known := 0, 0
	for _, p := range packages {
		for _, m := range p.Mutants {
			mutants++
			if m.Survives != "" {
				known++
			}
		}
	}
	fmt.Fprintf(&page, `# The mistakes that the tests must notice

A mutant is a program with one mistake in it. This command makes %d of them, one by one.
It runs the tests of the program on each, and expects that a test fails:

`+"```"+`
go run ./shared/mutants
`+"```"+`

%d mutants pass all tests. The tables say why: some are no mistake at all, others only
show after hours, or on another system. The command fails if any other mutant passes. It
also fails if one of these does not.

Each mutant is written down as a diff in `+"`testdata/mutants.txtar`"+` of its package. Add one
for every mistake that you have seen somebody make. See which test notices a mutant with
`+"`go run ./shared/mutants -v -stage 03`"+`. This page is written by
`+"`go run ./shared/mutants -markdown docs/mutants.md`"+`.
`, mutants, known)
	for _, p := range packages {
		fmt.Fprintf(&page, "\n## %s\n\n| mutant | file | how it comes about | tests |\n| --- | --- | --- | --- |\n", p.Name)
		for _, m := range p.Mutants {
			verdict := "a test fails"
			if m.Survives != "" {
				verdict = "**all pass**: " + m.Survives
			}
			fmt.Fprintf(&page, "| %s | `%s` | %s | %s |\n", m.Name, m.File, cell(m.Why), cell(verdict))
		}
	}
	return page.Bytes()
}

// cell returns a text for a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
