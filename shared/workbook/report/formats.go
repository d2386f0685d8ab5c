package report

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"workbook/shared/stage"
	"workbook/shared/terminal"
)

// Formats are the forms in which a report can be written: for a reader; as a
// [Report] in JSON; the results.json that Gradescope reads; and JUnit's XML, which
// most systems for continuous integration read.
var Formats = []string{"text", "json", "gradescope", "junit"}

func (o Options) writer() (func(io.Writer, Report) error, error) {
	switch o.Format {
	case "", "text":
		return writeText, nil
	case "json":
		return writeJSON, nil
	case "gradescope":
		return writeGradescope, nil
	case "junit":
		return writeJUnit, nil
	}
	return nil, fmt.Errorf("-format %q: there is no such format; there are %s", o.Format, strings.Join(Formats, ", "))
}

func writeText(out io.Writer, report Report) error {
	width := 0
	for _, e := range report.Exercises {
		width = max(width, len(e.Path))
	}
	for _, e := range report.Exercises {
		fmt.Fprintf(out, "%2d of %2d  %-*s  %s\n", e.Points, e.Max, width, e.Path, e.Title)
		if e.Fault != "" {
			fmt.Fprintf(out, "          %s\n", indent(e.Fault))
		}
		for _, c := range e.Checks {
			if c.Points == 0 && (c.Outcome != "not run" || e.Points > 0) {
				fmt.Fprintf(out, "          %s %s: %s\n", c.Name, c.Outcome, indent(c.why()))
			}
		}
	}
	_, err := fmt.Fprintf(out, "%2d of %2d  in all\n", report.Points, report.Max)
	return err
}

// indent puts the lines after the first one below it. They are a student's words, who
// must not steer the terminal of the grader.
func indent(text string) string {
	return strings.ReplaceAll(terminal.Visible(strings.TrimSpace(text)), "\n", "\n          ")
}

// why returns in one line why a check has not passed.
func (c Check) why() string {
	if c.Advice != "" {
		return c.Advice
	}
	if line, crashed := stage.Crash(c.Output); crashed {
		return line
	}
	if c.Outcome == "not run" {
		return "the program ended before"
	}
	return "see its output (-format json)"
}

func writeJSON(out io.Writer, report Report) error { return encode(out, report) }

func encode(out io.Writer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

// A gradescope is Gradescope's results.json, as its documentation of autograders
// specifies it ("Autograder Specifications": output format). Without a score of
// its own, the score is the sum of the tests'.
type gradescope struct {
	Tests []gradescopeTest `json:"tests"`
}

type gradescopeTest struct {
	Name     string `json:"name"`
	Score    int    `json:"score"`
	MaxScore int    `json:"max_score"`
	Status   string `json:"status"` // passed or failed
	Output   string `json:"output"`
}

func writeGradescope(out io.Writer, report Report) error {
	results := gradescope{Tests: []gradescopeTest{}}
	for _, e := range report.Exercises {
		for _, c := range e.Checks {
			test := gradescopeTest{Name: e.Name + ": " + c.Name, Score: c.Points, MaxScore: 1, Status: "passed"}
			if c.Points == 0 {
				test.Status = "failed"
				test.Output = c.explain(e)
			}
			results.Tests = append(results.Tests, test)
		}
	}
	return encode(out, results)
}

// explain returns all there is to say about a check that has not passed: advice
// first.
func (c Check) explain(e Exercise) string {
	if c.Outcome == "not run" && e.Fault != "" {
		return e.Fault
	}
	return strings.TrimSpace(c.why() + "\n\n" + c.Output)
}

// The elements of JUnit's XML, as they are read by Jenkins, GitLab and others. A
// failure is an assertion that failed, an error is anything else.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"` // seconds
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitProblem `xml:"failure"`
	Error   *junitProblem `xml:"error"`
}

type junitProblem struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func writeJUnit(out io.Writer, report Report) error {
	var all junitSuites
	for _, e := range report.Exercises {
		suite := junitSuite{Name: e.Path, Tests: len(e.Checks)}
		seconds := 0.0
		for _, c := range e.Checks {
			test := junitCase{Class: e.Path, Name: c.Name, Time: fmt.Sprintf("%.3f", c.Seconds)}
			seconds += c.Seconds
			problem := &junitProblem{Message: c.why(), Text: c.explain(e)}
			switch {
			case c.Points > 0:
			case c.Advice != "":
				test.Failure = problem
				suite.Failures++
			default:
				test.Error = problem
				suite.Errors++
			}
			suite.Cases = append(suite.Cases, test)
		}
		suite.Time = fmt.Sprintf("%.3f", seconds)
		all.Tests += suite.Tests
		all.Failures += suite.Failures
		all.Errors += suite.Errors
		all.Suites = append(all.Suites, suite)
	}
	if _, err := io.WriteString(out, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(out)
	encoder.Indent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(out, "\n")
	return err
}
