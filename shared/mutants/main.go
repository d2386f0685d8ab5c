// Mutants tries the tests of the workbook: it puts one mistake at a time into a
// program, runs the tests of that program, and expects that one fails.
//
// A mutant is a program with such a mistake. The mutants of a package are in its
// testdata/mutants.txtar, for people to read. The status is 0 if the tests notice
// all of them, but for those whose list says why not; 1 if they do not; 2 if there
// is a mistake in a list.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"time"

	"workbook/shared/commandline"
	"workbook/shared/files"
	"workbook/shared/progress"
	"workbook/shared/stage"
)

// options is the command line.
type options struct {
	Stages   string         // which ones, as "01,04-pool"; all if empty
	Names    *regexp.Regexp // of the mutants
	Verbose  bool
	AtATime  int
	Timeout  time.Duration // of the tests of one mutant
	Markdown string        // a file for the table
}

func main() {
	log.SetFlags(0)
	o, err := parse(os.Args[1:])
	commandline.Check(err)
	ctx, stop := commandline.Interruptible()
	err = run(ctx, o, os.Stdout, os.Stderr)
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	stop()
	var list *listError
	switch {
	case errors.As(err, &list):
		log.Print(err)
		os.Exit(2)
	case err != nil:
		log.Fatal(err)
	}
}

// parse reads the command line.
func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	flags.StringVar(&o.Stages, "stage", "", "try the mutants of these stages only, as in `01,04`; shared/upper is one, too")
	names := flags.String("run", "", "try those only whose names match this regular `expression`")
	flags.BoolVar(&o.Verbose, "v", false, "say of each mutant which test failed first")
	flags.IntVar(&o.AtATime, "p", runtime.GOMAXPROCS(0), "try `n` mutants at a time")
	flags.DurationVar(&o.Timeout, "timeout", 2*time.Minute, "end the tests of a mutant after this `time`: it hangs, which its tests have noticed then")
	flags.StringVar(&o.Markdown, "markdown", "", "write a table of all mutants into this `file`")
	if err := commandline.Parse(flags, args); err != nil {
		return o, err
	}
	var err error
	switch o.Names, err = regexp.Compile(*names); {
	case err != nil:
		return o, fmt.Errorf("-run: %w", err)
	case o.AtATime < 1:
		return o, fmt.Errorf("-p %d: at least 1 is needed", o.AtATime)
	case o.Timeout < time.Second:
		return o, fmt.Errorf("-timeout %v: at least 1s is needed", o.Timeout)
	case o.Markdown != "" && (o.Stages != "" || *names != ""):
		return o, errors.New("-markdown with -stage or -run: the table is of all mutants")
	}
	return o, files.Check("markdown", o.Markdown)
}

// run tries the mutants that are wanted, and writes to out what came of them and
// to notes how far it is.
func run(ctx context.Context, o options, out, notes io.Writer) error {
	root, err := stage.Root()
	if err != nil {
		return err
	}
	packages, err := choose(root, o)
	if err != nil {
		return err
	}
	r, remove, err := newRunner(ctx, root, o.Timeout)
	if err != nil {
		return err
	}
	defer remove()
	var faults, elsewhere int
	for _, p := range packages {
		done, end := watch(p, o.Verbose, out, notes)
		t, err := tryPackage(ctx, r, p, o.AtATime, done)
		end()
		if err != nil {
			return err
		}
		t.tell(out)
		faults += len(t.faults())
		elsewhere += len(t.elsewhere)
	}
	switch {
	case faults > 0:
		return fmt.Errorf("mutants that are not what their lists say: %d", faults)
	case o.Markdown != "" && elsewhere > 0:
		return fmt.Errorf("-markdown: %s has no use for %d of the mutants, so that they were not tried", runtime.GOOS, elsewhere)
	case o.Markdown != "":
		return files.Replace(o.Markdown, markdown(packages))
	}
	return nil
}

// choose returns the packages that are wanted, with the mutants that are.
func choose(root string, o options) ([]pkg, error) {
	all, err := readPackages(root)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, p := range all {
		names = append(names, p.Name)
	}
	indexes, err := stage.Pick(names, o.Stages)
	if err != nil {
		return nil, err
	}
	var chosen []pkg
	for _, i := range indexes {
		p := all[i]
		p.Mutants = slices.DeleteFunc(p.Mutants, func(m mutant) bool { return !o.Names.MatchString(m.Name) })
		if len(p.Mutants) > 0 {
			chosen = append(chosen, p)
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no mutants are called %q", o.Names)
	}
	return chosen, nil
}

// readPackages returns the packages below root that have lists, in the order of
// their names.
func readPackages(root string) ([]pkg, error) {
	var packages []pkg
	for _, folder := range []string{"*", "shared/*"} {
		lists, err := files.Glob(root, folder+"/"+listName)
		if err != nil {
			return nil, err
		}
		for _, list := range lists {
			name, err := filepath.Rel(root, filepath.Dir(filepath.Dir(list)))
			if err != nil {
				return nil, err
			}
			p, err := readPackage(root, filepath.ToSlash(name))
			if err != nil {
				return nil, err
			}
			packages = append(packages, p)
		}
	}
	if len(packages) == 0 {
		return nil, fmt.Errorf("no package in %s has a list of mutants, %s", root, listName)
	}
	return packages, nil
}

// watch returns what tells of each result as soon as it is known: to those who want
// to know all in a line, to others as a count.
func watch(p pkg, verbose bool, out, notes io.Writer) (done func(result), end func()) {
	if verbose {
		return func(r result) { fmt.Fprintf(out, "  %-28s %s\n", r.Name, r.verdict()) }, func() {}
	}
	count := progress.New(notes, len(p.Mutants), "mutants of "+p.Name+" tried")
	return func(result) { count.Done() }, count.End
}

// tryPackage tries the mutants of a package, once it is sure that the tests pass
// without.
func tryPackage(ctx context.Context, r *runner, p pkg, atATime int, done func(result)) (trial, error) {
	t := trial{name: p.Name}
	var err error
	if t.elsewhere, p.Mutants, err = p.sort(); err != nil {
		return t, err
	}
	original, err := r.try(ctx, p, nil)
	switch {
	case err != nil:
		return t, err
	case original.Build != "":
		return t, fmt.Errorf("%s does not compile as it is: %s", p.Name, original.Build)
	case original.Killed:
		return t, fmt.Errorf("the tests of %s fail as it is: %s (go test ./%s)", p.Name, original.By, p.Name)
	}
	if t.results, err = r.tryAll(ctx, p, atATime, done); err != nil {
		return t, err
	}
	for _, result := range t.results {
		if result.Build != "" {
			return t, p.fault(result.Name, "it does not compile: %s", result.Build)
		}
	}
	return t, nil
}

// sort tells the mutants of files for other systems from those that can be tried.
func (p pkg) sort() (elsewhere, here []mutant, err error) {
	for _, m := range p.Mutants {
		isHere, err := p.isHere(m)
		switch {
		case err != nil:
			return nil, nil, err
		case isHere:
			here = append(here, m)
		default:
			elsewhere = append(elsewhere, m)
		}
	}
	return elsewhere, here, nil
}
