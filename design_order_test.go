package whatsapp_test

import (
	"go/ast"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

var namedError = regexp.MustCompile(`\[Err[A-Z]|[Cc]ode [0-9]`)

// What a method does comes before its HTTP line, and which errors come back
// after its permission.
func TestErrorsAreNamedAfterThePermission(t *testing.T) {
	t.Parallel()
	read := module(t)
	methods := 0
	for _, file := range read.of(".") {
		for _, function := range functionsOf(file) {
			text := function.Doc.Text()
			line := httpLine.FindStringIndex(text)
			if function.Recv == nil || line == nil {
				continue
			}
			methods++
			if function.Name.Name == "Send" { // whose answer is about more than errors
				continue
			}
			assert.NotRegexp(t, namedError, text[:line[0]], "%s: %s", read.set.Position(function.Pos()), function.Name.Name)
		}
	}
	assert.Greater(t, methods, 150)
}

// An operation is described in one order: what is checked, what is sent, how it
// may be repeated, and what its answer must be.
func TestOperationsAreDescribedInOneOrder(t *testing.T) {
	t.Parallel()
	order := []string{
		"noToken", "checks", "Query", "Form", "Body", "Multipart", "product", "maxLimit", "Repeat", "requires", "reconcile", "answersLink", "partial",
	}
	read := module(t)
	operations := 0
	for _, file := range read.of(".") {
		for _, function := range functionsOf(file) {
			last := 0
			ast.Inspect(function, func(node ast.Node) bool {
				assignment, isAssignment := node.(*ast.AssignStmt)
				if !isAssignment {
					return true
				}
				selector, isSelector := assignment.Lhs[0].(*ast.SelectorExpr)
				if !isSelector {
					return true
				}
				target, isName := selector.X.(*ast.Ident)
				if !isName || target.Name != "op" {
					return true
				}
				if place := slices.Index(order, selector.Sel.Name); place >= 0 {
					assert.GreaterOrEqual(t, place, last, "%s: op.%s comes earlier", read.set.Position(node.Pos()), selector.Sel.Name)
					last = place
					operations++
				}
				return true
			})
		}
	}
	assert.Greater(t, operations, 200)
}
