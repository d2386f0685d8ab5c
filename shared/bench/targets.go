package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/shirou/gopsutil/v4/process"

	"workbook/shared/bench/figures"
	"workbook/shared/bench/measure"
	"workbook/shared/stage"
)

// measure builds the stages and measures them. When it returns, all processes
// have ended and the programs are gone.
func (o options) measure(ctx context.Context, plan measure.Plan, p *progress) (figures.Run, error) {
	stages, err := o.chosen(ctx)
	if err != nil {
		return figures.Run{}, err
	}
	dir, err := os.MkdirTemp("", "workbook-bench-")
	if err != nil {
		return figures.Run{}, err
	}
	defer os.RemoveAll(dir)
	defer p.end()
	begun := time.Now()
	targets := build(ctx, dir, stages, p)
	if o.Addr != "" {
		targets = append(targets, measure.Target{Name: o.Addr, Addr: o.Addr, PID: o.PID})
	}
	return measure.Run(ctx, plan.After(time.Since(begun)), targets, p.tell)
}

// chosen returns the stages to measure. With -addr they are those that are asked
// for, too; that server must be there.
func (o options) chosen(ctx context.Context) ([]stage.Stage, error) {
	if o.Addr != "" {
		if err := o.checkAddr(ctx); err != nil || o.Stages == "" {
			return nil, err
		}
	}
	root, err := stage.Root()
	if err != nil {
		return nil, err
	}
	return stage.Choose(root, o.Stages)
}

// checkAddr returns an error if there is no server, or no such process.
func (o options) checkAddr(ctx context.Context) error {
	if o.PID != 0 {
		if there, err := process.PidExists(int32(o.PID)); err != nil || !there {
			return fmt.Errorf("-pid %d: there is no such process", o.PID)
		}
	}
	return stage.CheckAddr(ctx, o.Addr)
}

// build builds the stages, and returns them as targets. One that does not
// compile is a target that cannot be measured.
func build(ctx context.Context, dir string, stages []stage.Stage, p *progress) []measure.Target {
	if len(stages) > 0 {
		p.say("Building %s ...", strings.Join(names(stages), ", "))
	}
	var targets []measure.Target
	programs, err := stage.Build(ctx, dir, stages...)
	if err != nil && ctx.Err() == nil {
		p.say("%v", err)
	}
	for i, s := range stages {
		t := measure.Target{Name: s.Name, Program: programs[i]}
		if t.Program == "" {
			t.Why = "it does not build"
		}
		targets = append(targets, t)
	}
	return targets
}

func names(stages []stage.Stage) []string {
	var names []string
	for _, s := range stages {
		names = append(names, s.Name)
	}
	return names
}
