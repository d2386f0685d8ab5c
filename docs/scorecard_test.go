package docs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"workbook/shared/servertest"
	"workbook/shared/stage"
)

// traits are those of the stages that the problems ask for.
var traits = map[string]servertest.Stage{
	"01-blocking":      {AtOnce: 1},
	"02-goroutines":    {},
	"03-oop-style":     {Drains: true},
	"04-pool":          {AtOnce: 4, Drains: true},
	"05-async-netpoll": {Drains: true},
}

// TestScorecard tries every problem on every stage, and holds the table of
// scorecard.md to what comes out.
func TestScorecard(t *testing.T) {
	root, err := stage.Root()
	require.NoError(t, err)
	stages, err := stage.All(root)
	require.NoError(t, err)
	stages = stages[:len(traits)] // a student's own have no column

	heading := "| problem |"
	answers := make([][]string, len(servertest.Problems))
	t.Run("Stages", func(t *testing.T) {
		for column, s := range stages {
			heading += fmt.Sprintf(" [%s](../%s/README.md) |", s.Number(), s.Name)
			tested := traits[s.Name]
			tested.Name = s.Name
			program := tested.Build(t)
			for row, problem := range servertest.Problems {
				answers[row] = append(answers[row], "-")
				if problem.Applies(tested) {
					t.Run(s.Name+"/"+problem.Question, func(t *testing.T) {
						t.Parallel()
						answers[row][column] = map[bool]string{true: "yes", false: "**no**"}[problem.Solved(t, program)]
					})
				}
			}
		}
	})
	table := heading + "\n| --- |" + strings.Repeat(" --- |", len(stages)) + "\n"
	for row, problem := range servertest.Problems {
		table += fmt.Sprintf("| %s | %s |\n", problem.Question, strings.Join(answers[row], " | "))
	}

	path := filepath.Join(root, "docs", "scorecard.md")
	shown, err := os.ReadFile(path)
	require.NoError(t, err)
	old := regexp.MustCompile(`(?m)(?:^\|.*\n)+`)
	require.Len(t, old.FindAllString(string(shown), -1), 1, "scorecard.md has one table")
	fresh := old.ReplaceAllLiteralString(string(shown), table)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(fresh), 0o644))
		return
	}
	require.Equal(t, fresh, string(shown), "go test ./docs -update writes it")
}
