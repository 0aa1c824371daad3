package otp

import "strings"

// The lengths of an international number, without +, that anyone has given out.
const (
	shortestNumber = 7
	longestNumber  = 15
)

// NormalizeNumber brings an international phone number to the one form that this
// package works with: + and digits. Spaces, dashes, dots, slashes and
// parentheses are dropped, and 00 in front stands for +.
//
// A number without either is an [ErrInvalidNumber]: guessing its country could
// send a code to somebody else.
func NormalizeNumber(phoneNumber string) (string, error) {
	if len(phoneNumber) > 4*longestNumber {
		return "", ErrInvalidNumber
	}
	number := strings.Map(dropSeparator, phoneNumber)
	digits, international := strings.CutPrefix(number, "+")
	if !international {
		digits, international = strings.CutPrefix(number, "00")
	}
	if !international || len(digits) < shortestNumber || len(digits) > longestNumber || digits[0] == '0' || !isDigits(digits) {
		return "", ErrInvalidNumber
	}
	return "+" + digits, nil
}

func dropSeparator(r rune) rune {
	if strings.ContainsRune(" \u00a0\u202f-\u2010\u2011\u2013./()", r) {
		return -1
	}
	return r
}

func isDigits(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}
