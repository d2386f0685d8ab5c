package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// String returns the scenario as Parse reads it.
func (s Scenario) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "title %s\n", s.Name)
	if s.About != "" {
		fmt.Fprintf(&b, "about %s\n", s.About)
	}
	fmt.Fprintf(&b, "length %v\n", s.Length)
	for _, stage := range slices.Sorted(maps.Keys(s.Args)) {
		fmt.Fprintf(&b, "start %s %s\n", stage, strings.Join(s.Args[stage], " "))
	}
	b.WriteString("\n")
	for _, step := range s.Steps {
		b.WriteString(step.String() + "\n")
	}
	return b.String()
}

// String returns the step as a line of a file has it.
func (s Step) String() string {
	return strings.TrimSpace(s.At.Round(time.Microsecond).String() + " " + s.Client + " " + s.what())
}

func (s Step) what() string {
	switch {
	case s.Client == Server:
		return "gets " + string(s.Do)
	case s.Do == Send && s.Bytes > 0:
		return fmt.Sprintf("sends %d MB of text", s.Bytes/1e6)
	case s.Do == Send:
		return "sends " + s.Text
	}
	for _, verb := range verbs {
		if verb.do == s.Do {
			return verb.one
		}
	}
	return string(s.Do)
}
