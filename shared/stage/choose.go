package stage

import (
	"fmt"
	"slices"
	"strings"
)

// Choose returns the stages below root that are wanted by number or by name, as
// in "01,04-pool"; all if wanted is empty.
func Choose(root, wanted string) ([]Stage, error) {
	all, err := All(root)
	if err != nil || wanted == "" {
		return all, err
	}
	var names []string
	for _, s := range all {
		names = append(names, s.Name)
	}
	indexes, err := Pick(names, wanted)
	var chosen []Stage
	for _, i := range indexes {
		chosen = append(chosen, all[i])
	}
	return chosen, err
}

// Pick returns which of the names are wanted, as in "01,04-pool"; all if wanted
// is empty.
func Pick(names []string, wanted string) (indexes []int, err error) {
	if wanted == "" {
		for i := range names {
			indexes = append(indexes, i)
		}
		return indexes, nil
	}
	for _, want := range strings.Split(wanted, ",") {
		want = clean(want)
		found := false
		for i, name := range names {
			if !means(want, name) {
				continue
			}
			if found = true; !slices.Contains(indexes, i) {
				indexes = append(indexes, i)
			}
		}
		if !found {
			return nil, fmt.Errorf("-stage %q: no such stage; there are %s", want, strings.Join(names, ", "))
		}
	}
	return indexes, nil
}

// Find returns the stage below root that is meant by its number or its name.
func Find(root, wanted string) (Stage, error) {
	all, err := All(root)
	if err != nil {
		return Stage{}, err
	}
	var names []string
	for _, s := range all {
		if means(clean(wanted), s.Name) {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return Stage{}, fmt.Errorf("there is no stage %q; there are %s", wanted, strings.Join(names, ", "))
}

// clean returns the name in what a student has typed, or a shell has completed:
// "01-blocking" of "./01-blocking/", and of ".\01-blocking\".
func clean(typed string) string {
	return strings.Trim(strings.ReplaceAll(strings.TrimSpace(typed), `\`, "/"), "./")
}

// means says whether a stage of that name is wanted: by its name, or by its number,
// which may be one digit.
func means(wanted, name string) bool {
	if len(wanted) == 1 {
		wanted = "0" + wanted
	}
	return wanted == name || len(name) >= 2 && wanted == name[:2]
}
