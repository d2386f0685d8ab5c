package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"workbook/shared/commandline"
	"workbook/shared/exercise"
	"workbook/shared/stage"
)

// command is how a student calls this one.
const command = "go run ./shared/workbook"

// A verb is one thing that the command can do.
type verb struct {
	name      string
	arguments string // what may follow it
	most      int    // and how many of them
	brief     string // what it does, in one line
	more      string // what else there is to say
	anywhere  bool   // it makes sense outside a workbook, too
	solutions bool   // it makes no sense in a copy without solutions
	teaching  bool   // it is for instructors
	prepare   func(*flag.FlagSet) action
}

// An action is what a verb does, once its flags have been read.
type action func(ctx context.Context, b *book, args []string) error

// inside returns the action for those who are in a workbook.
func (act action) inside() action {
	return func(ctx context.Context, b *book, args []string) error {
		if b.none != nil {
			return b.none
		}
		return act(ctx, b, args)
	}
}

// unlimited is more arguments than anybody gives.
const unlimited = 1 << 20

// verbs is all of them, in the order in which one meets them: first those for
// students, then those for who teaches.
var verbs = []verb{
	{
		name: "start", arguments: "[NAME]", most: 1,
		brief:   "begin an exercise: the named one, or the next",
		more:    "The exercise becomes the current one: the other verbs mean it if no NAME follows.",
		prepare: noFlags(start),
	},
	{
		name: "check", arguments: "[NAME]", most: 1,
		brief:   "run the checks on your answer, and say what it misses",
		more:    "The status is 0 if all checks pass, and 1 if not.",
		prepare: noFlags(check),
	},
	{
		name: "watch", arguments: "[NAME]", most: 1,
		brief:   "check again each time you save; Ctrl-C ends it",
		more:    "Without a NAME it turns to another exercise when you start one.",
		prepare: noFlags(watch),
	},
	{
		name: "hint", arguments: "[NAME]", most: 1,
		brief:   "show the next of three hints",
		more:    "The first is a nudge, the last is nearly the whole answer.",
		prepare: noFlags(hint),
	},
	{
		name: "solution", arguments: "[NAME]", most: 1,
		brief:   "show one good answer; it asks first",
		more:    "The answer goes to standard output, and yours stays as it is. Once you have solved it, there is no question.",
		prepare: solution, solutions: true,
	},
	{
		name: "reset", arguments: "[NAME]", most: 1,
		brief:   "put the skeleton back, and your answer aside",
		more:    "Your answer is kept in .workbook/answers.",
		prepare: noFlags(reset),
	},
	{
		name: "diff", arguments: "STAGE STAGE", most: 2,
		brief:   "show in which lines two stages differ, as in: diff 01 02",
		more:    "A stage is meant by its number or by its folder's name. Your own, as 06-mine, is one, too.",
		prepare: diff,
	},
	{
		name: "prove", arguments: "[NAME...]", most: unlimited,
		brief:   "show that the checks let the solution pass, and no mistake",
		more:    "It needs an untouched copy with solutions. The status is 0 if all exercises are proved.",
		prepare: proving, solutions: true, teaching: true,
	},
	{
		name: "report", arguments: "[NAME...]", most: unlimited,
		brief:   "tell graders how many points each answer gets",
		more:    "Of a student's folder it takes the answers and nothing else. The status is 0 if the report could be written.",
		prepare: reporting, anywhere: true, teaching: true,
	},
	{
		name: "handout", arguments: "FOLDER", most: 1,
		brief:   "write a copy for students, without solutions",
		more:    "The folder must be new, or empty.",
		prepare: noFlags(handOut), teaching: true,
	},
}

// noFlags is for a verb that has none.
func noFlags(act action) func(*flag.FlagSet) action {
	return func(*flag.FlagSet) action { return act }
}

// parse reads the command line: which verb, its flags, and its arguments.
func parse(args []string) (action, []string, error) {
	if len(args) == 0 {
		return action(status).inside(), nil, nil
	}
	name := args[0]
	if name == "help" || strings.HasPrefix(name, "-") {
		return nil, nil, parseNoVerb(args)
	}
	for _, v := range verbs {
		if v.name == name {
			return v.parse(args[1:])
		}
	}
	return nil, nil, fmt.Errorf("there is no verb %q (%s -help lists them)", name, command)
}

func (v verb) parse(args []string) (action, []string, error) {
	flags := flag.NewFlagSet(v.name, flag.ContinueOnError)
	act := v.prepare(flags)
	if !v.anywhere {
		act = act.inside()
	}
	flags.Usage = func() { v.usage(flags) }
	arguments, err := commandline.ParseArguments(flags, args, v.most)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w (%s %s -help explains it)", v.name, err, command, v.name)
	}
	return act, arguments, nil
}

// parseNoVerb reads a command line that is about no verb, but about all.
func parseNoVerb(args []string) error {
	if args[0] == "help" { // as with other commands
		for _, v := range verbs {
			if len(args) == 2 && args[1] == v.name {
				_, _, err := v.parse([]string{"-help"})
				return err
			}
		}
		args = []string{"-help"}
	}
	flags := flag.NewFlagSet("workbook", flag.ContinueOnError)
	flags.Usage = func() { usage(flags) }
	if err := commandline.Parse(flags, args); err != nil {
		return fmt.Errorf("%w (%s -help lists the verbs)", err, command)
	}
	return nil
}

// usage explains all verbs.
func usage(flags *flag.FlagSet) {
	fmt.Fprintf(flags.Output(), "%s\n\n  shows where you are, and what is next.\n\n%s VERB\n\n", command, command)
	list(flags.Output(), false)
	fmt.Fprintf(flags.Output(), "\nFor instructors:\n\n")
	list(flags.Output(), true)
	fmt.Fprintf(flags.Output(), "\n%s VERB -help explains one.\n", command)
}

// list writes a line for each verb that is for instructors, or for each of the others,
// without those that are of no use in this copy of the workbook.
func list(out io.Writer, teaching bool) {
	withheld := solutionsWithheld()
	for _, v := range verbs {
		if v.teaching == teaching && !(v.solutions && withheld) {
			fmt.Fprintf(out, "  %-20s %s\n", v.name+" "+v.arguments, v.brief)
		}
	}
}

// solutionsWithheld reports whether this copy of the workbook has exercises, and no
// solutions.
func solutionsWithheld() bool {
	root, err := stage.Root()
	if err != nil {
		return false
	}
	all, err := exercise.All(root)
	return err == nil && len(all) > 0 && !slices.ContainsFunc(all, exercise.Exercise.HasSolution)
}

// usage explains one verb.
func (v verb) usage(flags *flag.FlagSet) {
	hasFlags := ""
	flags.VisitAll(func(*flag.Flag) { hasFlags = " [flags]" })
	fmt.Fprintf(flags.Output(), "%s %s%s %s\n\n%s: %s.\n%s\n", command, v.name, hasFlags, v.arguments, v.name, v.brief, v.more)
	if hasFlags != "" {
		fmt.Fprintln(flags.Output())
		flags.PrintDefaults()
	}
}
