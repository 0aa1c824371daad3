package otp

import "strings"

// The lengths of international numbers in use, without the +.
const (
	shortestNumber = 7
	longestNumber  = 15
)

// NormalizeNumber returns an international phone number in the form that this
// package works with: + and digits. It removes spaces, dashes, dots, slashes,
// parentheses and the invisible marks around a copied number, and replaces a
// leading 00 by +.
//
// A number that starts with neither + nor 00 is an [ErrInvalidNumber], and so
// is one with (0): guessing the country, or whether to dial the zero, could
// send a code to somebody else. The rules of single countries are not applied:
// a number with two international spellings, as there are in Mexico, Argentina
// and Brazil, counts as two numbers. See [Config].Normalize.
func NormalizeNumber(phoneNumber string) (string, error) {
	if len(phoneNumber) > 4*longestNumber {
		return "", ErrInvalidNumber
	}
	number := strings.Map(dropSeparator, phoneNumber)
	if strings.Contains(number, "(0)") {
		return "", ErrInvalidNumber
	}
	number = strings.NewReplacer("(", "", ")", "").Replace(number)
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
	const directionMarks = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
	if strings.ContainsRune(" \u00a0\u202f-\u2010\u2011\u2013./"+directionMarks, r) {
		return -1
	}
	return r
}

func isDigits(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}
