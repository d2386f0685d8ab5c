package stage

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStagesAreChosenByNumberOrName(t *testing.T) {
	root := workbook(t, map[string]string{
		"01-first/main.go": "package main",
		"02-next/main.go":  "package main",
		"06-mine/main.go":  "package main",
	})
	for wanted, want := range map[string][]string{
		"":                     {"01-first", "02-next", "06-mine"},
		"06,01":                {"06-mine", "01-first"},
		"02-next":              {"02-next"},
		"2":                    {"02-next"},
		"./01-first/,01, 01 ":  {"01-first"},
		"02-next/":             {"02-next"},
		`.\02-next\,.\06-mine`: {"02-next", "06-mine"},
		"./01-first/,01, 01 ,": nil,
		"03":                   nil,
	} {
		stages, err := Choose(root, wanted)
		var names []string
		for _, s := range stages {
			names = append(names, s.Name)
		}
		require.Equal(t, want, names, wanted)
		require.Equal(t, want == nil, err != nil, wanted)
	}
	_, err := Choose(root, "03")
	require.EqualError(t, err, `-stage "03": no such stage; there are 01-first, 02-next, 06-mine`)
}

func TestAStageIsFoundByNumberOrName(t *testing.T) {
	root := workbook(t, map[string]string{
		"01-first/main.go": "package main",
		"06-mine/main.go":  "package main",
	})
	for _, wanted := range []string{"06", "6", "06-mine", "06-mine/", "./06-mine/", `.\06-mine\`} {
		s, err := Find(root, wanted)
		require.NoError(t, err)
		require.Equal(t, "06-mine", s.Name)
	}
	_, err := Find(root, "07")
	require.EqualError(t, err, `there is no stage "07"; there are 01-first, 06-mine`)
}
