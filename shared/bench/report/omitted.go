package report

import (
	"fmt"
	"slices"
	"strings"

	"workbook/shared/bench/figures"
)

// An omitted is the servers that a sentence compares with no other. It has to say
// so: the table shows them all.
type omitted struct {
	limited []figures.Result // they serve only some of the clients
	unknown []string         // what is compared is not known of them
	flooded bool             // one of those that they serve is a flooder
}

// sentence says who is left out, and why. It is empty if nobody is.
func (o omitted) sentence() string {
	var says []string
	if len(o.limited) > 0 {
		says = append(says, o.limits())
	}
	if len(o.unknown) > 0 {
		says = append(says, fmt.Sprintf("%s %s left out: a figure of %s is missing.",
			list(o.unknown), plural(o.unknown, "is", "are"), plural(o.unknown, "it", "each")))
	}
	return strings.Join(says, " ")
}

// limits says it of those that serve only some of the clients.
func (o omitted) limits() string {
	var names, served []string
	atWork, clients := figures.Result.AtWork, "clients at a time"
	if o.flooded {
		atWork, clients = politeAtWork, "polite clients beside the flooder"
	}
	for _, result := range o.limited {
		names = append(names, result.Server)
		served = append(served, whole(atWork(result)))
	}
	if same := slices.Compact(slices.Clone(served)); len(same) == 1 {
		served = same
	}
	return fmt.Sprintf("%s %s left out: %s only %s of the %s %s.", list(names), plural(names, "is", "are"),
		plural(names, "it serves", "they serve"), list(served), whole(o.limited[0].Clients), clients)
}

// from returns what is shown: what is said of all others, and the sentence.
func (o omitted) from(says string) Shown {
	if says == "" {
		return Shown{}
	}
	return Shown{Says: says, LeftOut: o.sentence()}
}
