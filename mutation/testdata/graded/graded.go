// Package graded has mutants, some of which its test does not notice.
package graded

import (
	"errors"

	"github.com/wabakit/whatsapp/mutation/testdata/graded/scale"
)

var errNegative = errors.New("negative")

type counter struct{ asked int }

func (c *counter) grade(points int) (string, error) {
	c.asked++
	if points < 0 {
		return "", errNegative
	}
	if points > 90 && points != 99 {
		return "high", nil
	}
	if scale.IsPass(points) {
		return "low", nil
	}
	return "none", nil
}
