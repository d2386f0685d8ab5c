package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"workbook/shared/exercise"
	"workbook/shared/stage"
	"workbook/shared/workbook/screen"
)

// A book is the workbook, and how to talk with its reader.
type book struct {
	root  string
	none  error // says that there is no workbook around the current folder
	in    *os.File
	out   *screen.Screen // what was asked for
	notes *screen.Screen // what is said besides
}

// open finds the workbook around the current folder.
func open(in, out, notes *os.File) *book {
	root, err := stage.Root()
	return &book{root: root, none: err, in: in, out: screen.New(out), notes: screen.New(notes)}
}

// A course is all exercises, and what the student has done of them.
type course struct {
	all      []exercise.Exercise
	progress exercise.Progress
}

func (b *book) course() (course, error) {
	all, err := exercise.Choose(b.root, nil)
	if err != nil {
		return course{}, err
	}
	progress, err := exercise.Load(b.root)
	return course{all, progress}, err
}

// chosen returns the exercise that a verb is about: the named one, or else the
// current one. Either has been started.
func (b *book) chosen(args []string) (course, exercise.Exercise, error) {
	c, err := b.course()
	if err != nil {
		return c, exercise.Exercise{}, err
	}
	if len(args) == 0 {
		e, ok := c.current()
		if path := c.progress.Current; !ok && path != "" {
			return c, e, c.gone(path)
		}
		if !ok {
			return c, e, fmt.Errorf("no exercise has been started: %s start begins one", command)
		}
		return c, e, nil
	}
	e, err := c.find(args[0])
	if err != nil {
		return c, e, err
	}
	if _, started := c.progress.Started[e.Path()]; !started {
		return c, e, fmt.Errorf("%s has not been started: %s start %s", e.Name(), command, e.Name())
	}
	return c, e, nil
}

// find returns the exercise with a name.
func (c course) find(name string) (exercise.Exercise, error) {
	e, err := exercise.Find(c.all, name)
	if err == nil {
		return e, nil
	}
	for path := range c.progress.Started {
		if strings.HasSuffix(path, "-"+name) || strings.HasSuffix("/"+path, "/"+name) {
			return e, c.gone(path)
		}
	}
	return e, err
}

// gone says that an exercise which has been started is not there any more.
func (c course) gone(path string) error {
	return fmt.Errorf("the exercise %s is not there any more, or has no README.md %s", path, restore(path))
}

// restore tells how to bring back a file or a folder of the workbook.
func restore(path string) string {
	return fmt.Sprintf("(git checkout %s brings it back, or a fresh copy of the workbook)", path)
}

// current returns the exercise that was started last. There may be none, also
// since its folder has been renamed.
func (c course) current() (exercise.Exercise, bool) {
	for _, e := range c.all {
		if _, started := c.progress.Started[e.Path()]; started && e.Path() == c.progress.Current {
			return e, true
		}
	}
	return exercise.Exercise{}, false
}

// next returns the exercise to go on with, of those that are not solved: the current
// one, or else one that has been started, or else any. Of these it is the first after
// the current one, and after the last one that begins anew. There is none if all are
// solved.
func (c course) next() (exercise.Exercise, bool) {
	first := max(slices.IndexFunc(c.all, func(e exercise.Exercise) bool { return e.Path() == c.progress.Current }), 0)
	inTurn := slices.Concat(c.all[first:], c.all[:first])
	for _, wanted := range []state{started, untouched} {
		if i := slices.IndexFunc(inTurn, func(e exercise.Exercise) bool { return c.state(e) == wanted }); i >= 0 {
			return inTurn[i], true
		}
	}
	return exercise.Exercise{}, false
}

func (c course) solved(e exercise.Exercise) bool { return c.progress.Started[e.Path()].Solved }

func (c course) countSolved() int {
	n := 0
	for _, e := range c.all {
		if c.solved(e) {
			n++
		}
	}
	return n
}

// call returns what to type for a verb to be about an exercise.
func (c course) call(verb string, e exercise.Exercise) string {
	if e.Path() == c.progress.Current {
		return command + " " + verb
	}
	return command + " " + verb + " " + e.Name()
}

// note changes what is known of one exercise, and keeps it.
func (b *book) note(e exercise.Exercise, change func(*exercise.Work)) error {
	return exercise.Update(b.root, func(p *exercise.Progress) {
		work := p.Started[e.Path()]
		change(&work)
		p.Started[e.Path()] = work
	})
}

// title returns the name of an exercise with its heading.
func title(e exercise.Exercise) string {
	heading, err := e.Title()
	if err != nil { // the name is all that is needed to go on
		return e.Name()
	}
	return e.Name() + ": " + heading
}
