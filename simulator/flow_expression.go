package simulator

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// flowScope finds what a reference such as ${form.day} stands for, nil if there
// is nothing.
type flowScope func(path []string) any

// The bounds of an expression, which keep an odd one from costing much.
const (
	maxExpression      = 8 << 10
	maxExpressionDepth = 100
)

// evaluate returns the value of an expression of Flow JSON: what is between
// backticks, or a condition.
func evaluate(text string, scope flowScope) (any, error) {
	if len(text) > maxExpression {
		return nil, fmt.Errorf("the expression has more than %d bytes", maxExpression)
	}
	r := &expressionReader{text: text, scope: scope}
	value := r.either()
	if r.err == nil && r.peek() != 0 {
		r.fail("unexpected %q", r.text[r.at:])
	}
	if r.err != nil {
		return nil, fmt.Errorf("the expression %s: %w", cutText(text), r.err)
	}
	return value, nil
}

// expressionReader evaluates while it reads. The methods below go from what
// binds least to what binds most.
type expressionReader struct {
	text  string
	at    int
	depth int
	scope flowScope
	err   error
}

func (r *expressionReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
	r.at = len(r.text)
}

// peek returns the next character that is not a space, 0 at the end.
func (r *expressionReader) peek() byte {
	for r.at < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.at]) >= 0 {
		r.at++
	}
	if r.at == len(r.text) {
		return 0
	}
	return r.text[r.at]
}

// accept reads the first of these operators that comes next. Longer ones come
// before those that they begin with.
func (r *expressionReader) accept(operators ...string) string {
	r.peek()
	for _, operator := range operators {
		if strings.HasPrefix(r.text[r.at:], operator) {
			r.at += len(operator)
			return operator
		}
	}
	return ""
}

func (r *expressionReader) either() any {
	left := r.both()
	for r.accept("||") != "" {
		right := r.both()
		left = isTrue(left) || isTrue(right)
	}
	return left
}

func (r *expressionReader) both() any {
	left := r.comparison()
	for r.accept("&&") != "" {
		right := r.comparison()
		left = isTrue(left) && isTrue(right)
	}
	return left
}

func (r *expressionReader) comparison() any {
	left := r.joined()
	operator := r.accept("==", "!=", ">=", "<=", ">", "<")
	if operator == "" {
		return left
	}
	right := r.joined()
	switch operator {
	case "==":
		return isEqual(left, right)
	case "!=":
		return !isEqual(left, right)
	}
	a, okA := numberOf(left)
	b, okB := numberOf(right)
	if !okA || !okB {
		return false
	}
	return map[string]bool{">=": a >= b, "<=": a <= b, ">": a > b, "<": a < b}[operator]
}

// joined reads values side by side, which make one text.
func (r *expressionReader) joined() any {
	left := r.sum()
	for strings.IndexByte(`'"$(`, r.peek()) >= 0 && r.at < len(r.text) {
		left = r.join(left, r.sum())
	}
	return left
}

// join makes one text of two values.
func (r *expressionReader) join(left, right any) any {
	a, b := textOf(left), textOf(right)
	if len(a)+len(b) > maxResolved {
		r.fail("%w", errTooLarge)
		return ""
	}
	return a + b
}

func (r *expressionReader) sum() any {
	left := r.product()
	for {
		operator := r.accept("+", "-")
		if operator == "" {
			return left
		}
		left = r.calculate(operator, left, r.product())
	}
}

func (r *expressionReader) product() any {
	left := r.unary()
	for {
		operator := r.accept("*", "/", "%")
		if operator == "" {
			return left
		}
		left = r.calculate(operator, left, r.unary())
	}
}

func (r *expressionReader) calculate(operator string, left, right any) any {
	a, okA := numberOf(left)
	b, okB := numberOf(right)
	if operator == "+" && (!okA || !okB) {
		return r.join(left, right)
	}
	var result float64
	switch operator {
	case "+":
		result = a + b
	case "-":
		result = a - b
	case "*":
		result = a * b
	case "/":
		result = a / b
	default:
		result = math.Mod(a, b)
	}
	if !okA || !okB || math.IsNaN(result) || math.IsInf(result, 0) {
		r.fail("%s %s %s has no result", textOf(left), operator, textOf(right))
		return nil
	}
	return result
}

func (r *expressionReader) unary() any {
	r.depth++
	defer func() { r.depth-- }()
	if r.depth > maxExpressionDepth {
		r.fail("it is nested too deep")
		return nil
	}
	switch {
	case r.peek() == '!' && !strings.HasPrefix(r.text[r.at:], "!="):
		r.at++
		return !isTrue(r.unary())
	case r.accept("-") != "":
		return r.calculate("-", float64(0), r.unary())
	}
	return r.primary()
}

func (r *expressionReader) primary() any {
	switch next := r.peek(); {
	case next == '(':
		r.at++
		value := r.either()
		if r.accept(")") == "" {
			r.fail("a parenthesis is not closed")
		}
		return value
	case next == '\'' || next == '"':
		return r.quoted(next)
	case next == '$':
		return r.reference()
	case next == '.' || '0' <= next && next <= '9':
		return r.number()
	case r.accept("true") != "":
		return true
	case r.accept("false") != "":
		return false
	case next == 0:
		r.fail("a value is missing at the end")
	default:
		r.fail("unexpected %q", r.text[r.at:])
	}
	return nil
}

// quoted reads a text in quotes, in which a backslash keeps the next character
// as it is.
func (r *expressionReader) quoted(quote byte) any {
	var read []byte
	for r.at++; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; {
		case c == quote:
			r.at++
			return string(read)
		case c == '\\' && r.at+1 < len(r.text):
			r.at++
			read = append(read, r.text[r.at])
		default:
			read = append(read, c)
		}
	}
	r.fail("a text is not closed")
	return nil
}

func (r *expressionReader) reference() any {
	end := strings.IndexByte(r.text[r.at:], '}')
	if !strings.HasPrefix(r.text[r.at:], "${") || end < 0 {
		r.fail("a reference is not closed")
		return nil
	}
	path := r.text[r.at+len("${") : r.at+end]
	r.at += end + 1
	return r.scope(strings.Split(strings.TrimSpace(path), "."))
}

func (r *expressionReader) number() any {
	from := r.at
	for r.at < len(r.text) && (r.text[r.at] == '.' || '0' <= r.text[r.at] && r.text[r.at] <= '9') {
		r.at++
	}
	value, err := strconv.ParseFloat(r.text[from:r.at], 64)
	if err != nil {
		r.fail("%q is not a number", r.text[from:r.at])
		return nil
	}
	return value
}
