package layout

// A Visit is the numbers of one client's visit, for those who would rather read
// than look. What has not happened, or is not known, is "".
type Visit struct {
	Client    string
	Connected string // when, as are the others
	PickedUp  string
	Questions []Question
	Left      string
}

// A Question is a line that a client has sent, and what became of it.
type Question struct {
	Text   string // quoted
	Asked  string
	Answer string // when the reply came
	Waited string // for how long
	Waits  bool   // whether this is a wait to speak of
}

// visitors returns the clients' visits in the order in which they came.
func (s *story) visitors() []Visit {
	var all []Visit
	asked := make(map[*visit][]Question)
	for _, w := range s.waits {
		q := Question{Text: w.said(), Asked: moment(w.send), Answer: moment(w.reply), Waited: w.duration(), Waits: w.matters}
		asked[w.visit] = append(asked[w.visit], q)
	}
	for _, v := range s.visits {
		all = append(all, Visit{
			Client:    v.client,
			Connected: moment(v.connect),
			PickedUp:  moment(v.pickUp),
			Questions: asked[v],
			Left:      moment(v.gone),
		})
	}
	return all
}
