package live

import (
	"time"

	"workbook/shared/lab/layout"
	"workbook/shared/lab/recording"
	"workbook/shared/stage"
)

const (
	shortest = 10 * time.Second // that an axis shows
	longest  = 30 * time.Second
	slide    = 5 * time.Second // is how far an axis moves at once, or grows
)

// A view is what a page shows at a moment. It says all there is to know: a page
// that has missed some views needs only the last one.
type view struct {
	Version   int      `json:"version"`
	Story     int      `json:"story"` // changes when a new one begins
	Stages    []choice `json:"stages"`
	Scenarios []choice `json:"scenarios"`
	Chosen    []string `json:"chosen"`
	Next      string   `json:"next"` // the stage to do the same with, or ""
	Takes     []shown  `json:"takes"`
	Clients   []client `json:"clients"`
	Room      bool     `json:"room"` // for another client
	Act       string   `json:"act"`  // what goes on by itself, or ""
	Paused    bool     `json:"paused"`
	Runs      bool     `json:"runs"` // time goes by
	Now       float64  `json:"now"`  // seconds
	Length    float64  `json:"length"`
	News      []news   `json:"news"`
}

type choice struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// A shown is one stage's part of a view.
type shown struct {
	Stage     string       `json:"stage"`
	Condition condition    `json:"condition"`
	Reason    string       `json:"reason"`
	Length    float64      `json:"length"` // seconds
	Panel     layout.Panel `json:"panel"`
}

type client struct {
	Name     string `json:"name"`
	Here     bool   `json:"here"`
	Deaf     bool   `json:"deaf"`
	Flooding bool   `json:"flooding"`
	AllSaid  bool   `json:"allSaid"`
	Waits    bool   `json:"waits"`
}

// view returns what there is to show now, and a channel that is closed when that
// has changed.
func (s *Session) view() (view, <-chan struct{}) {
	now, version, changed := s.look()
	v := view{
		Version: version, Story: now.story, Stages: s.stages(now), Paused: now.paused, Room: now.nextClient() != "",
		Takes: []shown{}, Clients: []client{}, Chosen: []string{},
	}
	for _, sc := range s.scenarios {
		v.Scenarios = append(v.Scenarios, choice{sc.Name, sc.About})
	}
	for _, chosen := range now.chosen {
		v.Chosen = append(v.Chosen, chosen.Name)
	}
	v.Next = next(v.Stages, now.takes)
	recordings := make([]recording.Recording, len(now.takes))
	length := time.Duration(0)
	for i, t := range now.takes {
		so := shown{Stage: t.stage.Name}
		so.Condition, so.Reason = t.condition() // before the recording, which is to tell of it
		v.Takes = append(v.Takes, so)
		recordings[i] = t.recording()
		v.Takes[i].Length = recordings[i].Length.Seconds()
		length = max(length, recordings[i].Length)
		v.Runs = v.Runs || t.live() && recordings[i].Length > 0
	}
	at := length
	if now.paused {
		at = min(now.cursor, length)
		for i, r := range recordings {
			recordings[i] = r.Until(at)
		}
	}
	v.Now, v.Length = at.Seconds(), length.Seconds()
	if now.act != nil {
		v.Act = now.act.name
		length = max(length, now.act.end)
	}
	from, to := window(length, at)
	for i, panel := range layout.Window(from, to, recordings...) {
		panel.Visits = nil // the page has no use for them
		v.Takes[i].Panel = panel
	}
	for _, c := range now.cast.Clients() {
		v.Clients = append(v.Clients, client{
			Name: c.Name, Here: c.Here && (now.act != nil || now.connected(c.Name)), Deaf: c.Deaf, Flooding: c.Flooding, AllSaid: c.AllSaid,
			Waits: now.waits(c.Name),
		})
	}
	v.News = latest(recordings)
	return v, changed
}

// stages returns all stages there are, those of the student included.
func (s *Session) stages(now state) (all []choice) {
	stages, err := stage.All(s.root)
	if err != nil {
		return nil // they are gone for the moment
	}
	for _, known := range stages {
		all = append(all, choice{known.Name, now.about(known).Title})
	}
	return all
}

// next returns the stage after the last one that is shown: the first one after
// the last of all.
func next(all []choice, takes []*take) string {
	if len(all) == 0 || len(takes) == 0 {
		return ""
	}
	for i, known := range all {
		if known.Name == takes[len(takes)-1].stage.Name {
			return all[(i+1)%len(all)].Name
		}
	}
	return all[0].Name
}

// window returns which part of a story of that length a picture shows that is
// about a moment. It grows with the story, and then slides.
func window(length, at time.Duration) (from, to time.Duration) {
	if to = up(max(length, shortest)); to <= longest {
		return 0, to
	}
	to = max(up(at), longest)
	return to - longest, to
}

// up rounds up to a multiple of slide.
func up(d time.Duration) time.Duration { return (d + slide - 1) / slide * slide }
