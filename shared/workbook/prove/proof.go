package prove

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"workbook/shared/exercise"
	"workbook/shared/files"
	"workbook/shared/stage"
	"workbook/shared/workbook/trial"
)

const (
	fewestWrong = 2 // answers
	hints       = 3
)

// slow is how long the checks should take at most to refuse a wrong answer. On a
// busy machine they take longer, so that it is no fault.
const slow = 2 * time.Second

// A proof is what is found out about one exercise.
type proof struct {
	exercise exercise.Exercise
	attempts attempts // without the race detector
	raced    attempts
	right    int // answers, with the solution
	wrong    int // answers
	checks   int
	faults   []string
	slow     []string
	broken   map[string]bool // why answers do not compile
}

// newProof looks at the files of an exercise, and knows then what to try.
func newProof(e exercise.Exercise) *proof {
	p := &proof{exercise: e, broken: make(map[string]bool)}
	p.lookAtTexts()
	if _, err := os.Stat(e.Answer()); err != nil {
		p.fault("%s, the skeleton, is missing", filepath.Base(e.Answer()))
		return p
	}
	p.try("", p.judgeSkeleton)
	if !e.HasSolution() {
		p.fault("%s is missing", p.name(e.Solution()))
	} else {
		p.tryRight(e.Solution())
	}
	p.tryOthers()
	p.tryWrong()
	return p
}

// tryOthers tries the right answers besides the solution.
func (p *proof) tryOthers() {
	files, err := p.exercise.Right()
	if err != nil {
		p.fault("%v", err)
	}
	for _, file := range files {
		p.tryRight(file)
	}
}

// tryRight tries a right answer, also with the race detector.
func (p *proof) tryRight(answer string) {
	p.right++
	p.try(answer, func(r trial.Result) { p.judgeRight(r, "") })
	p.raced = append(p.raced, attempt{
		trial: trial.Trial{Exercise: p.exercise, Answer: answer},
		judge: func(r trial.Result) {
			p.judgeRight(r, fmt.Sprintf(" (with -race -count=%d)", raceRuns))
		},
	})
}

func (p *proof) lookAtTexts() {
	task, _ := os.ReadFile(filepath.Join(p.exercise.Dir(), "README.md"))
	if title, err := p.exercise.Title(); err != nil || title == "" || !strings.HasPrefix(string(task), "# ") {
		p.fault("README.md does not begin with a title, as: # The end of the input")
	}
	text, err := os.ReadFile(filepath.Join(p.exercise.Dir(), "hints.md"))
	if n := strings.Count("\n"+string(text), "\n## "); err != nil || n != hints {
		p.fault("hints.md has %d hints, each with a heading ## ...; there must be %d", n, hints)
	}
}

func (p *proof) tryWrong() {
	files, err := p.exercise.Wrong()
	if err != nil {
		p.fault("%v", err)
	}
	p.wrong = len(files)
	if len(files) < fewestWrong {
		p.fault("testdata/wrong has %d answers; there must be %d at least", len(files), fewestWrong)
	}
	for _, file := range files {
		fails, err := failsOf(file)
		if err != nil {
			p.fault("%s: %v", p.name(file), err)
			continue
		}
		p.try(file, func(r trial.Result) { p.judgeWrong(r, fails) })
	}
}

// failsOf returns the checks that a wrong answer says it fails, in the line it
// begins with. What the mistake is must stand below.
func failsOf(file string) ([]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	lines := strings.SplitN(files.UnixLines(string(text)), "\n", 4)
	list, ok := strings.CutPrefix(lines[0], "// fails: ")
	if fails := strings.Fields(list); ok && len(fails) > 0 {
		if len(lines) < 4 || lines[1] != "//" || len(lines[2]) <= len("// ") {
			return nil, fmt.Errorf("below its first line, // and then // with a sentence that names the mistake are missing")
		}
		return fails, nil
	}
	return nil, fmt.Errorf("it does not begin with the checks that it fails, as: // fails: TestX TestY")
}

func (p *proof) try(answer string, judge func(trial.Result)) {
	p.attempts = append(p.attempts, attempt{trial.Trial{Exercise: p.exercise, Answer: answer}, judge})
}

func (p *proof) judgeRight(r trial.Result, how string) {
	p.checks = len(r.Checks)
	if !p.runs(r) {
		return
	}
	for _, c := range r.Checks {
		if c.Outcome != trial.Passed {
			p.fault("%s: %s %v%s: %s", p.nameOf(r), c.Name, c.Outcome, how, reason(c))
		}
	}
}

func (p *proof) judgeSkeleton(r trial.Result) {
	if !p.runs(r) {
		return
	}
	for _, c := range r.Checks {
		if c.Outcome == trial.Passed {
			p.fault("%s passes %s: a skeleton must fail every check. Has it been answered? Then this is no untouched copy", p.nameOf(r), c.Name)
			continue
		}
		p.mustFail(r, c)
	}
}

func (p *proof) judgeWrong(r trial.Result, fails []string) {
	var took time.Duration
	for _, c := range r.Checks {
		took += c.Elapsed
	}
	if took > slow {
		p.slow = append(p.slow, fmt.Sprintf("%s/%s: the checks take %.1f s", p.exercise.Path(), p.nameOf(r), took.Seconds()))
	}
	if !p.runs(r) {
		return
	}
	for _, name := range fails {
		if !slices.ContainsFunc(r.Checks, func(c trial.Check) bool { return c.Name == name }) {
			p.fault("%s says that it fails %s, which is no check of this exercise", p.nameOf(r), name)
		}
	}
	for _, c := range r.Checks {
		named := slices.Contains(fails, c.Name)
		switch {
		case named && c.Outcome == trial.Passed:
			p.fault("%s passes %s, which it says it fails", p.nameOf(r), c.Name)
		case named:
			p.mustFail(r, c)
		case c.Outcome == trial.Failed:
			p.fault("%s fails %s, which it does not say: %s", p.nameOf(r), c.Name, reason(c))
		case c.Outcome != trial.Passed:
			p.fault("%s: %s %v", p.nameOf(r), c.Name, c.Outcome)
		}
	}
}

// mustFail looks at how a check failed that had to.
func (p *proof) mustFail(r trial.Result, c trial.Check) {
	switch {
	case c.Outcome != trial.Failed:
		p.fault("%s: %s %v, but it must fail", p.nameOf(r), c.Name, c.Outcome)
	case !c.Asserted:
		p.fault("%s fails %s, but not by an assertion: %s", p.nameOf(r), c.Name, cause(c.Output))
	case c.Advice == "":
		p.fault("%s fails %s without advice: the assertion has no message", p.nameOf(r), c.Name)
	}
}

// runs reports whether there is a program that runs to its end. The checks tell
// the rest, also if one of them is why it does not.
func (p *proof) runs(r trial.Result) bool {
	if r.Build != "" {
		why := firstLine(r.Build)
		if !p.broken[why] { // if it is in the checks, it is the same for each answer
			p.fault("%s does not compile: %s", p.nameOf(r), why)
		}
		p.broken[why] = true
		return false
	}
	_, failed := r.Failure()
	if !r.Ended && !failed {
		p.fault("%s ends the program: %s", p.nameOf(r), cause(r.Output))
		return false
	}
	return true
}

func (p *proof) fault(format string, args ...any) {
	p.faults = append(p.faults, fmt.Sprintf(format, args...))
}

func (p *proof) nameOf(r trial.Result) string {
	if r.Answer == "" {
		return filepath.Base(p.exercise.Answer())
	}
	return p.name(r.Answer)
}

// name returns the path of a file of the exercise, below its folder.
func (p *proof) name(file string) string {
	name, err := filepath.Rel(p.exercise.Dir(), file)
	if err != nil {
		return file
	}
	return filepath.ToSlash(name)
}

func reason(c trial.Check) string {
	if c.Advice != "" {
		return firstLine(c.Advice)
	}
	return cause(c.Output)
}

// cause returns the line of an output that says why a program ended, or else the
// first one.
func cause(output string) string {
	if line, crashed := stage.Crash(output); crashed {
		return line
	}
	return firstLine(output)
}

func firstLine(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if first == "" {
		return "it printed nothing"
	}
	return first
}
