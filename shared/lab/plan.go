package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"workbook/shared/lab/scenario"
	"workbook/shared/stage"
)

// A plan is what is to be played, and against which servers.
type plan struct {
	stages   []stage.Stage
	addr     string // of a server that runs already, or ""
	scenario scenario.Scenario
}

// makePlan finds what the command line asks for. With -addr, the stages are
// those that are asked for, too.
func makePlan(ctx context.Context, o options) (plan, error) {
	s, err := scenario.Load(o.Scenario)
	if err != nil {
		return plan{}, err
	}
	p := plan{addr: o.Addr, scenario: s.Faster(o.Speed)}
	if p.addr != "" {
		if err := p.checkAddr(ctx); err != nil {
			return plan{}, err
		}
		if o.Stages == "" {
			return p, nil
		}
	}
	root, err := stage.Root()
	if err != nil {
		return plan{}, err
	}
	if p.stages, err = stage.Choose(root, o.Stages); err != nil {
		return plan{}, err
	}
	return p, p.checkStages(root, o.Scenario)
}

// checkStages returns an error if a scenario of the student's own starts a stage
// that there is not.
func (p plan) checkStages(root, from string) error {
	if slices.Contains(scenario.Shipped(), from) {
		return nil // it is about the workbook's stages, and some may have been taken away
	}
	all, err := stage.All(root)
	if err != nil {
		return err
	}
	var names []string
	for _, s := range all {
		names = append(names, s.Name)
	}
	for name := range p.scenario.Args {
		if !slices.Contains(names, name) {
			return fmt.Errorf("%s: \"start %s\": expected one of the stages %s", from, name, strings.Join(names, ", "))
		}
	}
	return nil
}

// checkAddr returns an error if the scenario cannot be played there.
func (p plan) checkAddr(ctx context.Context) error {
	if len(p.scenario.Of(scenario.Server)) > 0 {
		return fmt.Errorf("-addr: in %q the server gets a signal, and the lab can send one only to a server that it has started",
			p.scenario.Name)
	}
	return stage.CheckAddr(ctx, p.addr)
}

// listScenarios writes the shipped scenarios, each with a sentence.
func listScenarios(out io.Writer) error {
	var text strings.Builder
	for _, name := range scenario.Shipped() {
		s, err := scenario.Load(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "%-14s %s\n", name, s.About)
	}
	text.WriteString("\nA scenario of your own is a text file, as those in shared/lab/scenario are.\n")
	_, err := io.WriteString(out, text.String())
	return err
}
