package main

import (
	"errors"
	"fmt"
	"go/build"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"workbook/shared/files"
)

// listName is where a package keeps its mutants, below its folder.
const listName = "testdata/mutants.txtar"

// A mutant is a program with one mistake in it, and what its tests must make of
// that.
type mutant struct {
	Name string // as closes-nothing
	File string // in the package's folder, as main.go
	Why  string // somebody might make this mistake

	// Survives is why the tests let this one pass. Empty is: they must not.
	Survives string

	changes []change
}

// A change puts lines in the place of others, which occur once in the file.
type change struct{ before, after string }

// A listError is a mistake in a list of mutants.
type listError struct {
	List string // its path below the workbook's root, with slashes
	Err  error
}

func (e *listError) Error() string { return fmt.Sprintf("%s: %v", e.List, e.Err) }

func (e *listError) Unwrap() error { return e.Err }

// A pkg is a folder of the workbook whose tests are tried, and its mutants.
type pkg struct {
	Name    string // the folder below the root, with slashes: 01-blocking, shared/upper
	Root    string
	Mutants []mutant
}

// list returns the path of the list below the root, with slashes.
func (p pkg) list() string { return p.Name + "/" + listName }

func (p pkg) dir() string { return filepath.Join(p.Root, filepath.FromSlash(p.Name)) }

// fault says what is wrong with the list, or with one mutant of it.
func (p pkg) fault(mutant string, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	if mutant != "" {
		err = fmt.Errorf("%s: %w", mutant, err)
	}
	return &listError{List: p.list(), Err: err}
}

// readPackage reads the list of a package, which has none if there is no such
// file. Every change of the list has been tried when it returns: a mistake in it
// is a *listError.
func readPackage(root, name string) (pkg, error) {
	p := pkg{Name: name, Root: root}
	text, err := os.ReadFile(filepath.Join(p.dir(), filepath.FromSlash(listName)))
	if errors.Is(err, os.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	seen := make(map[string]bool)
	for _, section := range txtar.Parse([]byte(files.UnixLines(string(text)))).Files {
		m, err := parseMutant(section)
		if err != nil {
			return p, p.fault(section.Name, "%w", err)
		}
		if seen[m.Name] {
			return p, p.fault(m.Name, "there are two of this name")
		}
		seen[m.Name] = true
		if _, err := p.mutate(m); err != nil {
			return p, err
		}
		p.Mutants = append(p.Mutants, m)
	}
	return p, nil
}

// heading is the name of a mutant's section, as main.go: closes-nothing.
var heading = regexp.MustCompile(`^([a-z0-9_]+\.go): ([a-z0-9-]+)$`)

const survives = "survives: "

// parseMutant reads a section: a heading, why, an empty line, and what is changed,
// as a diff would show it. A line @@ stands between changes at different places.
func parseMutant(section txtar.File) (m mutant, err error) {
	at := heading.FindStringSubmatch(section.Name)
	if at == nil {
		return m, errors.New("a heading was expected, as: main.go: closes-nothing")
	}
	m.File, m.Name = at[1], at[2]
	prose, diff, _ := strings.Cut(string(section.Data), "\n\n")
	why, reason, _ := strings.Cut(prose, "\n"+survives)
	m.Why, m.Survives = oneLine(why), oneLine(reason)
	if m.Why == "" || strings.HasPrefix(m.Why, "-") {
		return m, errors.New("a sentence that says why somebody might make this mistake, and an empty line, were expected first")
	}
	for hunk := range strings.SplitSeq("\n"+strings.Trim(diff, "\n")+"\n", "\n@@\n") {
		c, err := parseChange(strings.Trim(hunk, "\n"))
		if err != nil {
			return m, err
		}
		m.changes = append(m.changes, c)
	}
	return m, nil
}

func parseChange(hunk string) (c change, err error) {
	for line := range strings.Lines(hunk + "\n") {
		switch line[0] {
		case '-':
			c.before += line[1:]
		case '+':
			c.after += line[1:]
		case ' ', '\n': // an editor may have taken the blank of an empty line
			line = strings.TrimPrefix(line, " ")
			c.before, c.after = c.before+line, c.after+line
		default:
			return c, fmt.Errorf("%q: a line of a change begins with -, + or a blank", strings.TrimSpace(line))
		}
	}
	if strings.TrimSpace(c.before) == "" || c.before == c.after {
		return c, errors.New("a change was expected: lines with -, those for them with +, and around them, with a blank, what stays")
	}
	return c, nil
}

// mutate returns the text of the mutant's file, with its mistake in it.
func (p pkg) mutate(m mutant) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(p.dir(), m.File))
	if err != nil {
		return nil, p.fault(m.Name, "%s has no file %s", p.Name, m.File)
	}
	text := "\n" + files.UnixLines(string(data)) // so that each line has an end before it
	for _, c := range m.changes {
		if n := strings.Count(text, "\n"+c.before); n != 1 {
			first, _, _ := strings.Cut(c.before, "\n")
			return nil, p.fault(m.Name, "%s has the lines from %q on %d times; it must have them once", m.File, strings.TrimSpace(first), n)
		}
		text = strings.Replace(text, "\n"+c.before, "\n"+c.after, 1)
	}
	return []byte(text[1:]), nil
}

// isHere reports whether this system builds the mutant's file.
func (p pkg) isHere(m mutant) (bool, error) {
	return build.Default.MatchFile(p.dir(), m.File)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
