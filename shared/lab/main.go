// Lab shows who waits for whom: it plays the same scenario against every stage
// of the workbook, as real processes, and draws what has happened.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"slices"

	"workbook/shared/commandline"
	"workbook/shared/lab/layout"
	"workbook/shared/lab/scenario"
	"workbook/shared/lab/text"
	"workbook/shared/terminal"
)

const (
	widest  = 120
	fastest = 20 // beyond, one step of a scenario would catch up with another
)

// options is the command line.
type options struct {
	Stages   string  // which ones, as "01,04"; all if empty
	Scenario string  // what to play: a name or a file
	Addr     string  // of a server that runs already
	Speed    float64 // how many times as fast to play
	Columns  int     // how wide to draw; 0: as wide as the terminal
	Web      bool    // serve the live page
	Open     bool    // and open it in a browser
	outputs
}

func main() {
	log.SetFlags(0)
	log.SetOutput(terminal.VisibleWriter{Out: os.Stderr}) // a server that does not start is quoted
	o, err := parse(os.Args[1:])
	commandline.Check(err)
	ctx, stop := commandline.Interruptible()
	err = run(ctx, o, os.Stdout)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// parse reads the command line.
func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("lab", flag.ContinueOnError)
	flags.StringVar(&o.Stages, "stage", "", "show these stages only, as in `01,04`")
	flags.StringVar(&o.Scenario, "scenario", scenario.Default, "play this `name or file`; list lists the names")
	flags.StringVar(&o.Addr, "addr", "", "play against the server at `host:port`, and not against the stages")
	flags.Float64Var(&o.Speed, "speed", 1, "play `n` times as fast")
	flags.IntVar(&o.Columns, "width", 0, "draw so many `columns` wide (default: the terminal's width, or 80)")
	flags.StringVar(&o.SVG, "svg", "", "write a picture of each stage into this `folder`, for light and dark pages")
	flags.StringVar(&o.HTML, "html", "", "write a page with everything into this `file`")
	flags.StringVar(&o.JSON, "json", "", "keep the recording in this `file`")
	flags.StringVar(&o.From, "from", "", "draw the recording in this `file`, and play nothing")
	flags.BoolVar(&o.Web, "web", false, "play by hand, on a page in the browser")
	flags.BoolVar(&o.Open, "open", true, "open that page; with -open=false only its address is printed")
	err := commandline.Parse(flags, args)
	switch {
	case err != nil:
	case o.From != "" && besides(flags, drawing...) != "":
		err = fmt.Errorf("-%s with -from: nothing is played then", besides(flags, drawing...))
	case o.Web && besides(flags, "web", "open", "stage", "scenario") != "":
		err = fmt.Errorf("-%s with -web: the page has no use for it", besides(flags, "web", "open", "stage", "scenario"))
	case !(o.Speed >= 0.1 && o.Speed <= fastest): // not a number is neither
		err = fmt.Errorf("-speed %v: a number from 0.1 to %d is needed", o.Speed, fastest)
	case o.Columns != 0 && (o.Columns < text.MinColumns || o.Columns > 1000):
		err = fmt.Errorf("-width %d: at least %d columns are needed, at most 1000", o.Columns, text.MinColumns)
	}
	return o, err
}

// drawing is the flags that are about how to draw, and not about how to play.
var drawing = []string{"stage", "width", "svg", "html", "json", "from"}

// besides returns a flag that is set and is none of these, or "".
func besides(flags *flag.FlagSet, these ...string) string {
	name := ""
	flags.Visit(func(f *flag.Flag) {
		if !slices.Contains(these, f.Name) {
			name = f.Name
		}
	})
	return name
}

// run plays the scenario and draws what has happened to out.
func run(ctx context.Context, o options, out io.Writer) error {
	if err := o.outputs.check(); err != nil {
		return err
	}
	if o.From != "" {
		return redraw(o, out)
	}
	if o.Scenario == "list" {
		return listScenarios(out)
	}
	if o.Web {
		return serve(ctx, o, out)
	}
	plan, err := makePlan(ctx, o)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	told := &output{Writer: out, broken: cancel}
	progress := newProgress(told, terminal.Columns(out))
	recordings, failed := record(ctx, plan, progress)
	switch {
	case told.err != nil:
		return told.err
	case ctx.Err() != nil:
		return errors.New("interrupted; all servers have been stopped")
	case len(recordings) > 0:
		progress.say("")
		err = text.Write(out, layout.Panels(recordings...), look(o, out))
	}
	switch {
	case err != nil:
	case failed == nil:
		err = o.outputs.write(recordings, out)
	case o.outputs != (outputs{}):
		failed = fmt.Errorf("%w; so nothing has been written into files", failed)
	}
	return errors.Join(err, failed)
}

// look returns how to draw: what the flags say, or else what out is.
func look(o options, out io.Writer) text.Options {
	columns := terminal.Columns(out)
	switch {
	case o.Columns > 0:
		columns = o.Columns
	case columns == 0:
		columns = terminal.DefaultColumns
	default:
		columns = min(max(columns, text.MinColumns), widest)
	}
	return text.Options{Columns: columns, Colour: terminal.Colour(out)}
}

// An output notices when it cannot be written to any more: there is nobody left
// to play for.
type output struct {
	io.Writer
	broken func()
	err    error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if err != nil && o.err == nil {
		o.err = err
		o.broken()
	}
	return n, err
}
