package inside

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"

	"workbook/shared/lab/recording"
)

// maxCall is how long a call may be to be shown as it is written.
const maxCall = 40

// sources finds calls in source files, and the functions around them. It reads
// each file once.
type sources struct {
	root  string // of the workbook
	files token.FileSet
	trees map[string]*ast.File
	texts map[string]string
}

func newSources(root string) *sources {
	return &sources{root: root, trees: make(map[string]*ast.File), texts: make(map[string]string)}
}

// call returns what is done at a line of a file, as it is written there:
// "conn.Read" of a call, without its arguments, "<-done", "range queue". The
// function that is called there is callee, or "".
func (s *sources) call(file string, line int, callee, state string) string {
	found := ""
	ast.Inspect(s.tree(file), func(n ast.Node) bool {
		if n == nil || found != "" || !s.covers(n, line) {
			return false
		}
		if callee == "" {
			found = s.operation(n, line, state)
		} else if call, ok := n.(*ast.CallExpr); ok && name(call.Fun) == base(callee) {
			found = types.ExprString(call.Fun)
		}
		return found == ""
	})
	switch {
	case found != "" && len(found) <= maxCall:
		return found
	case callee != "":
		return short(callee)
	default:
		return state
	}
}

// tree returns a file's syntax, as far as it can be read.
func (s *sources) tree(file string) *ast.File {
	tree, known := s.trees[file]
	if !known {
		path := filepath.Join(s.root, filepath.FromSlash(file))
		text, _ := os.ReadFile(path)
		tree, _ = parser.ParseFile(&s.files, path, text, parser.SkipObjectResolution|parser.ParseComments)
		if tree == nil {
			tree = &ast.File{Name: ast.NewIdent("_")}
		}
		s.trees[file], s.texts[file] = tree, string(text)
	}
	return tree
}

// function returns the function around a line of a file, with its comment.
func (s *sources) function(file string, line int) (recording.Excerpt, bool) {
	for _, declared := range s.tree(file).Decls {
		function, ok := declared.(*ast.FuncDecl)
		if !ok || !s.covers(function, line) {
			continue
		}
		first := function.Pos()
		if function.Doc != nil {
			first = function.Doc.Pos()
		}
		from, to := s.files.Position(first), s.files.Position(function.End())
		text := strings.ReplaceAll(s.texts[file][from.Offset:to.Offset], "\r\n", "\n")
		return recording.Excerpt{File: file, Func: function.Name.Name, Line: from.Line, Text: text}, true
	}
	return recording.Excerpt{}, false
}

// covers says whether a part of a file touches the line. The file itself does.
func (s *sources) covers(n ast.Node, line int) bool {
	if _, ok := n.(*ast.File); ok {
		return true
	}
	return s.line(n.Pos()) <= line && line <= s.line(n.End())
}

func (s *sources) line(p token.Pos) int { return s.files.Position(p).Line }

// operation returns what the language itself waits for in n, if n is such a
// thing and begins at the line.
func (s *sources) operation(n ast.Node, line int, state string) string {
	if s.line(n.Pos()) != line {
		return ""
	}
	switch n := n.(type) {
	case *ast.UnaryExpr:
		if n.Op == token.ARROW && state == "chan receive" {
			return "<-" + types.ExprString(n.X)
		}
	case *ast.RangeStmt:
		if state == "chan receive" {
			return "range " + types.ExprString(n.X)
		}
	case *ast.SendStmt:
		if state == "chan send" {
			return types.ExprString(n.Chan) + " <-"
		}
	case *ast.SelectStmt:
		if strings.HasPrefix(state, "select") {
			return "select"
		}
	}
	return ""
}

// name returns the last name of what is called.
func name(called ast.Expr) string {
	switch called := called.(type) {
	case *ast.Ident:
		return called.Name
	case *ast.SelectorExpr:
		return called.Sel.Name
	}
	return ""
}

// base returns a function's own name: "Read" of "net.(*conn).Read".
func base(function string) string {
	function, _, _ = strings.Cut(function, "[") // type parameters
	return function[strings.LastIndexByte(function, '.')+1:]
}

// short returns a function's name without what only a compiler cares about:
// "net.Read" of "net.(*conn).Read", "unix.EpollWait" of
// "golang.org/x/sys/unix.EpollWait".
func short(function string) string {
	own := base(function)
	packageName, _, _ := strings.Cut(function[strings.LastIndexByte(function, '/')+1:], ".")
	return packageName + "." + own
}
