package main

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// A mutant is one change that the test binary can make.
type mutant struct {
	number   int
	name     string // without line numbers, so that it outlives other changes
	position string
}

// An insertion puts text into a file.
type insertion struct {
	offset int
	text   string
	end    bool // of what it belongs to: it goes before what begins here
}

// A mutator finds the mutants of a file.
type mutator struct {
	path       string
	source     []byte
	set        *token.FileSet
	function   *ast.FuncDecl
	insertions []insertion
	mutants    []mutant
	names      map[string]int
	next       int
}

// mutate returns the text of a file with all of its mutants, the first of which
// gets the number first. It calls the functions of selector, which know which
// mutant is on.
func mutate(path string, source []byte, first int) ([]byte, []mutant, error) {
	m := &mutator{path: path, source: source, set: token.NewFileSet(), names: map[string]int{}, next: first}
	file, err := parser.ParseFile(m.set, path, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, err
	}
	for _, declaration := range file.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if !ok || function.Body == nil || function.Name.Name == "init" {
			continue
		}
		m.function = function
		ast.Inspect(function.Body, m.visit)
	}
	return m.apply(), m.mutants, nil
}

func (m *mutator) visit(node ast.Node) bool {
	switch node := node.(type) {
	case *ast.GenDecl:
		return node.Tok != token.CONST
	case *ast.BinaryExpr:
		m.binary(node)
	case *ast.IfStmt:
		m.condition(node.Cond)
	case *ast.BlockStmt:
		m.statements(node.List)
	case *ast.CaseClause:
		m.statements(node.Body)
	case *ast.CommClause:
		m.statements(node.Body)
	case *ast.ReturnStmt:
		m.returns(node)
	}
	return true
}

// condition negates what is not negated as a comparison.
func (m *mutator) condition(cond ast.Expr) {
	if binary, ok := cond.(*ast.BinaryExpr); ok && (comparisons[binary.Op] != 0 || binary.Op == token.LAND || binary.Op == token.LOR) {
		return
	}
	m.negate(cond)
}

func (m *mutator) negate(expression ast.Expr) {
	number := m.mutant("negate", expression)
	m.wrap(expression, fmt.Sprintf("mutationNegate(%d, (", number), "))")
}

// comparisons maps operators to those that differ at the bound.
var comparisons = map[token.Token]token.Token{
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
	token.EQL: token.EQL, token.NEQ: token.NEQ,
}

func (m *mutator) binary(node *ast.BinaryExpr) {
	switch other := comparisons[node.Op]; {
	case node.Op == token.LAND:
		m.always(node.X, true)
		m.always(node.Y, true)
	case node.Op == token.LOR:
		m.always(node.X, false)
		m.always(node.Y, false)
	case other == 0:
	case other == node.Op:
		m.negate(node)
	default:
		m.negate(node)
		if holdsFunction(node) {
			return
		}
		number := m.mutant(node.Op.String()+" to "+other.String(), node)
		moved := fmt.Sprintf("%s %s %s", m.text(node.X), other, m.text(node.Y))
		if calls(node) {
			m.wrap(node, fmt.Sprintf("(mutation(%d) && (%s) || mutationActive != %d && (", number, moved, number), "))")
		} else {
			m.wrap(node, fmt.Sprintf("mutationReplace(%d, (", number), "), "+moved+")")
		}
	}
}

// always makes a side of && true or one of || false.
func (m *mutator) always(side ast.Expr, value bool) {
	number := m.mutant("leave out", side)
	m.wrap(side, fmt.Sprintf("mutationReplace(%d, (", number), fmt.Sprintf("), %t)", value))
}

// statements leaves out one statement at a time.
func (m *mutator) statements(list []ast.Stmt) {
	for _, statement := range list {
		switch statement := statement.(type) {
		case *ast.ExprStmt:
			if call, ok := statement.X.(*ast.CallExpr); ok && m.text(call.Fun) == "panic" {
				continue
			}
		case *ast.AssignStmt:
			if statement.Tok == token.DEFINE || m.text(statement.Lhs[0]) == "_" {
				continue
			}
		case *ast.IncDecStmt, *ast.DeferStmt, *ast.GoStmt:
		default:
			continue
		}
		number := m.mutant("leave out", statement)
		// A defer stays in its function: an if has no scope for it.
		m.wrap(statement, fmt.Sprintf("if !mutation(%d) { ", number), " }")
	}
}

// returns drops an error.
func (m *mutator) returns(node *ast.ReturnStmt) {
	results := m.function.Type.Results
	if results == nil || len(node.Results) != results.NumFields() || holdsFunction(node) {
		return
	}
	last := node.Results[len(node.Results)-1]
	if m.text(results.List[len(results.List)-1].Type) != "error" || m.text(last) == "nil" || m.inClosure(node) {
		return
	}
	number := m.mutant("no error", node)
	start, end := m.offset(node.Pos()), m.offset(last.Pos())
	m.insert(start, fmt.Sprintf("if mutation(%d) { %snil }; ", number, m.source[start:end]), false)
}

// inClosure reports whether a node is in a function literal, whose results are
// others.
func (m *mutator) inClosure(node ast.Node) (inside bool) {
	ast.Inspect(m.function.Body, func(outer ast.Node) bool {
		if literal, ok := outer.(*ast.FuncLit); ok && literal.Pos() <= node.Pos() && node.End() <= literal.End() {
			inside = true
		}
		return !inside
	})
	return inside
}

func holdsFunction(node ast.Node) (holds bool) {
	ast.Inspect(node, func(inner ast.Node) bool {
		_, isFunction := inner.(*ast.FuncLit)
		holds = holds || isFunction
		return !holds
	})
	return holds
}

// calls reports whether an expression may do something, so that it must not be
// evaluated twice.
func calls(node ast.Node) (does bool) {
	ast.Inspect(node, func(inner ast.Node) bool {
		switch inner := inner.(type) {
		case *ast.CallExpr:
			name, isName := inner.Fun.(*ast.Ident)
			does = does || !isName || !slices.Contains([]string{"len", "cap", "min", "max", "int", "int64", "byte"}, name.Name)
		case *ast.UnaryExpr:
			does = does || inner.Op == token.ARROW
		}
		return !does
	})
	return does
}

// mutant notes a mutant and returns its number.
func (m *mutator) mutant(kind string, node ast.Node) int {
	text := strings.Join(strings.Fields(m.text(node)), " ")
	const most = 80
	if runes := []rune(text); len(runes) > most {
		text = strings.TrimSpace(string(runes[:most]))
	}
	name := fmt.Sprintf("%s: %s: %s: %s", m.path, m.function.Name.Name, kind, text)
	if m.names[name]++; m.names[name] > 1 {
		name = fmt.Sprintf("%s #%d", name, m.names[name])
	}
	position := m.set.Position(node.Pos())
	m.mutants = append(m.mutants, mutant{m.next, name, fmt.Sprintf("%s:%d", m.path, position.Line)})
	m.next++
	return m.next - 1
}

func (m *mutator) wrap(node ast.Node, before, after string) {
	m.insert(m.offset(node.Pos()), before, false)
	m.insert(m.offset(node.End()), after, true)
}

func (m *mutator) insert(offset int, text string, end bool) {
	m.insertions = append(m.insertions, insertion{offset, text, end})
}

func (m *mutator) offset(position token.Pos) int { return m.set.Position(position).Offset }

func (m *mutator) text(node ast.Node) string {
	return string(m.source[m.offset(node.Pos()):m.offset(node.End())])
}

// apply makes the insertions. What wraps more was inserted first: of those at
// one place, the outer one begins first and ends last.
func (m *mutator) apply() []byte {
	for i, j := 0, len(m.insertions)-1; i < j; i, j = i+1, j-1 {
		m.insertions[i], m.insertions[j] = m.insertions[j], m.insertions[i]
	}
	begins, ends := []insertion{}, []insertion{}
	for _, one := range m.insertions {
		if one.end {
			ends = append(ends, one)
		} else {
			begins = append(begins, one)
		}
	}
	slices.Reverse(begins)
	byOffset := func(a, b insertion) int { return cmp.Compare(a.offset, b.offset) }
	all := slices.Concat(ends, begins)
	slices.SortStableFunc(all, byOffset)
	var out bytes.Buffer
	at := 0
	for _, one := range all {
		out.Write(m.source[at:one.offset])
		out.WriteString(one.text)
		at = one.offset
	}
	out.Write(m.source[at:])
	return out.Bytes()
}
