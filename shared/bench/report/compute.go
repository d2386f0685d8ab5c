package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"workbook/shared/bench/figures"
	"workbook/shared/bench/plots"
)

// A computer is a server, started in one way, on one core and on all.
type computer struct {
	name     string // with how it was started
	one, all figures.Result
	less     figures.Summary // what is compared: on one core,
	more     figures.Summary // and on all
}

// compute is about text that is expensive to upper-case, on one core and on all.
func (r report) compute() Section {
	cores := r.cores()
	s := Section{
		ID:    "compute",
		Title: "Do more cores compute more?",
		Lead: "Lines of 16 KiB of letters that are hard to upper-case. In Python, threads do not make computing faster. " +
			"In Go? MB of text a second; GOMAXPROCS is how many cores a Go program uses at a time. The clients need some of them, too.",
	}
	all := r.computers(cores)
	s.Table.Head = []string{"MB of text a second", "1 core", count(cores, "core"), "gain", "clients"}
	rows := plots.Rows{Axis: "MB of text a second", Marks: []plots.Mark{{Name: "1 core"}, {Name: count(cores, "core")}}}
	var missed []figures.Result
	for _, c := range all {
		one, all := r.volume(c.one), r.volume(c.all)
		s.Table.add(c.name, spread(one), spread(all), c.gain(), served(c.all))
		rows.Names = append(rows.Names, strings.Replace(c.name, " -", " (-", 1)+strings.Repeat(")", strings.Count(c.name, " -")))
		rows.Marks[0].Values = append(rows.Marks[0].Values, value(one))
		rows.Marks[1].Values = append(rows.Marks[1].Values, value(all))
		missed = append(missed, c.one, c.all)
	}
	s.Shown = []Shown{gains(all, cores)}
	if rows.Drawable() {
		s.Shown[0].Plot = rows
	}
	s.Notes = missing(missed)
	return s
}

// volume is how many MB of text a second were upper-cased.
func (r report) volume(of figures.Result) figures.Summary {
	return r.Get(of, figures.Volume).Times(1e-6)
}

// computers returns the servers in the ways in which they were started.
func (r report) computers(cores int) []computer {
	var all []computer
	for _, result := range r.Of(figures.Compute) {
		onCores, how := parseSetting(result.Setting)
		name := strings.TrimSpace(result.Server + " " + how)
		i := slices.IndexFunc(all, func(c computer) bool { return c.name == name })
		if i < 0 {
			i = len(all)
			all = append(all, computer{name: name})
			oneCore := result.Case()
			oneCore.Setting = "GOMAXPROCS=1"
			all[i].less = r.volume(r.Find(oneCore))
		}
		switch onCores {
		case 1:
			all[i].one = result
		case cores:
			all[i].all, all[i].more = result, r.volume(result)
		}
	}
	return all
}

// cores returns on how many cores the servers have computed at most.
func (r report) cores() int {
	most := 1
	for _, result := range r.Of(figures.Compute) {
		cores, _ := parseSetting(result.Setting)
		most = max(most, cores)
	}
	return most
}

// parseSetting takes "GOMAXPROCS=2 -loops 2" apart.
func parseSetting(setting string) (cores int, how string) {
	text, how, _ := strings.Cut(strings.TrimPrefix(setting, "GOMAXPROCS="), " ")
	cores, err := strconv.Atoi(text)
	if err != nil {
		return 0, setting
	}
	return cores, how
}

// gain tells how many times as much more cores compute.
func (c computer) gain() string {
	switch figures.Compare(c.more, c.less) {
	case figures.Unknown:
		return none
	case figures.Equal:
		return equal
	default:
		return times(c.more.Median, c.less.Median)
	}
}

// gains puts all gains into words.
func gains(all []computer, cores int) Shown {
	var same, more []string
	var left omitted
	for _, c := range all {
		switch gain := c.gain(); gain {
		case none:
			left.unknown = append(left.unknown, c.name)
		case equal:
			same = append(same, c.name)
		default:
			more = append(more, fmt.Sprintf("%s computes %s as much", c.name, gain))
		}
	}
	says := ""
	if len(more) > 0 {
		says = fmt.Sprintf("On %s, %s as on one.", count(cores, "core"), list(more))
	}
	if len(same) > 0 {
		says += fmt.Sprintf(" In %s, more cores make no difference beyond the noise.", list(same))
	}
	return left.from(strings.TrimSpace(says))
}
