package whatsapp

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
)

// answers returns an error when the receipt is another message's, as behind a
// proxy that mixes up answers. A receipt that names nobody is taken as it is.
func (s *SentMessage) answers(request any) error {
	if s.ID() == "" {
		return errors.New(`the answer has no "messages[0].id"`)
	}
	var to string
	switch message := request.(type) {
	case Message:
		to = cmp.Or(message.To, message.Recipient)
	case MarketingMessage:
		to = cmp.Or(message.To, message.Recipient)
	}
	if to == "" || len(s.Contacts) == 0 || s.Messages[0].GroupID == to {
		return nil
	}
	for i := range s.Contacts {
		if !s.Contacts[i].isSomebodyElse(to) {
			return nil
		}
	}
	return fmt.Errorf("the receipt names another recipient: contacts[0].input is %q, messages[0].id is %q", s.Contacts[0].Input, s.ID())
}

// isSomebodyElse reports whether a contact is not the one that was asked for.
// Graph repeats the input as it was written, and finds other spellings of some
// countries' numbers behind it.
func (r *MessageRecipient) isSomebodyElse(asked string) bool {
	for _, known := range [...]string{r.Input, r.WAID, r.UserID} {
		if known == asked || sameNumber(known, asked) {
			return false
		}
	}
	input := strings.TrimSpace(r.Input)
	if isNumber(asked) {
		return isNumber(input) || isUserID(input)
	}
	return input != ""
}

// isNumber reports whether text is a phone number in any of the usual
// spellings.
func isNumber(text string) bool {
	return isDigits(numberDigits(text))
}

// isUserID reports whether text begins like a business-scoped user id: with the
// letters of a country and a dot.
func isUserID(text string) bool {
	country, id, found := strings.Cut(text, ".")
	return found && id != "" && len(country) == 2 && country[0] >= 'A' && country[1] >= 'A'
}

// sameNumber compares the digits of two spellings of a phone number.
func sameNumber(one, other string) bool {
	count := 0
	for {
		var a, b byte
		a, one = nextDigit(one)
		b, other = nextDigit(other)
		switch {
		case a != b:
			return false
		case a == 0:
			return count >= minNumberDigits
		}
		count++
	}
}

// nextDigit returns the first digit of a text and what follows it, zero when it
// has none.
func nextDigit(text string) (digit byte, rest string) {
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			return text[i], text[i+1:]
		}
	}
	return 0, ""
}
