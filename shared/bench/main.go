// Bench measures what the stages of the workbook cost: how fast they answer, how
// much CPU time and memory they need, and what becomes of that as clients grow.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"slices"
	"strings"

	"workbook/shared/bench/figures"
	"workbook/shared/bench/measure"
	"workbook/shared/bench/report"
	"workbook/shared/commandline"
	"workbook/shared/terminal"
)

// options is the command line.
type options struct {
	Stages string // which ones, as "01,04"; all if empty
	Addr   string // of a server that runs already
	PID    int    // of its process
	Quick  bool
	Full   bool
	outputs
}

func main() {
	log.SetFlags(0)
	log.SetOutput(terminal.VisibleWriter{Out: os.Stderr}) // a server that does not start is quoted
	runtime.LockOSThread()                                // see stage.EndWithParent
	o, err := parse(os.Args[1:])
	commandline.Check(err)
	ctx, stop := commandline.Interruptible()
	err = run(ctx, o, o.plan(), os.Stdout, os.Stderr)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// parse reads the command line.
func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&o.Stages, "stage", "", "measure these stages only, as in `01,04`")
	flags.BoolVar(&o.Quick, "quick", false, "take less than 10 seconds, and say less")
	flags.BoolVar(&o.Full, "full", false, "take several minutes: more rounds, and as many clients as there can be")
	flags.StringVar(&o.Addr, "addr", "", "measure the server at `host:port`, and not the stages")
	flags.IntVar(&o.PID, "pid", 0, "the `number` of the process that listens at -addr: then its CPU time and memory are known")
	flags.StringVar(&o.JSON, "json", "", "keep the figures in this `file`")
	flags.StringVar(&o.HTML, "html", "", "write a page with plots into this `file`")
	flags.StringVar(&o.From, "from", "", "show the figures in this `file`, and measure nothing")
	flags.StringVar(&o.Compare, "compare", "", "compare with the figures in this older `file`")
	err := commandline.Parse(flags, args)
	switch {
	case err != nil:
	case o.From != "" && measuring(flags) != "":
		err = fmt.Errorf("-%s with -from: nothing is measured then", measuring(flags))
	case o.Quick && o.Full:
		err = errors.New("-quick and -full: choose one")
	case o.PID != 0 && o.Addr == "":
		err = errors.New("-pid without -addr: the processes of stages are known")
	case o.PID < 0:
		err = fmt.Errorf("-pid %d: this is not the number of a process", o.PID)
	}
	return o, err
}

// measuring returns a flag that is set and is about how to measure, or "".
func measuring(flags *flag.FlagSet) string {
	name := ""
	flags.Visit(func(f *flag.Flag) {
		if slices.Contains([]string{"quick", "full", "addr", "pid"}, f.Name) {
			name = f.Name
		}
	})
	return name
}

// run carries out a plan and writes what has been found: the report to out, and
// what goes on meanwhile to told.
func run(ctx context.Context, o options, plan measure.Plan, out, told io.Writer) error {
	if err := o.outputs.check(); err != nil {
		return err
	}
	old, err := o.outputs.older()
	if err != nil {
		return err
	}
	found, err := o.find(ctx, plan, told)
	if err != nil {
		return err
	}
	look := report.Look{Colour: terminal.Colour(out)}
	if err := report.Write(out, found, look); err != nil {
		return err
	}
	if old != nil {
		if err := report.WriteComparison(out, *old, found, look); err != nil {
			return err
		}
	}
	if err := o.outputs.write(found, old, out); err != nil {
		return err
	}
	if failures := report.Failures(found); len(failures) > 0 && o.From == "" {
		return fmt.Errorf("not everything could be measured. %s", strings.Join(failures, " "))
	}
	return nil
}

// find returns the figures: those of a file, or new ones.
func (o options) find(ctx context.Context, plan measure.Plan, told io.Writer) (figures.Run, error) {
	if o.From != "" {
		return read("from", o.From, o.Stages)
	}
	files := measure.RaiseFileLimit()
	found, err := o.measure(ctx, plan.Fit(files, runtime.GOOS), newProgress(told))
	found.Machine = measure.Machine(files)
	if ctx.Err() != nil {
		return found, errors.New("interrupted; all servers have been stopped")
	}
	return found, err
}

// plan returns what to measure.
func (o options) plan() measure.Plan {
	switch {
	case o.Quick:
		return measure.Quick()
	case o.Full:
		return measure.Full()
	default:
		return measure.Default()
	}
}
