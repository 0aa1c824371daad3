package provision

import (
	"fmt"
	"reflect"
	"strings"
)

func accountPlace(i int) string { return fmt.Sprintf("accounts[%d]", i) }

// Validate checks that the ids are ids, that every state is known, and that
// nothing is declared twice. [NewPlan] checks the limits of what has to change.
func (d *Document) Validate() error {
	var mistakes []Mistake
	seen := map[Target]string{}
	once := func(target Target, path string) {
		if before, twice := seen[target]; twice {
			mistakes = append(mistakes, Mistake{path, "declares the same as " + before})
		}
		seen[target] = path
	}
	for i := range d.Accounts {
		account := &d.Accounts[i]
		mistakes = append(mistakes, account.checkIDs(accountPlace(i))...)
		once(Target{AccountID: account.ID}, accountPlace(i))
		for j, number := range account.PhoneNumbers {
			once(Target{PhoneNumberID: number.ID}, fmt.Sprintf("%s.phone_numbers[%d]", accountPlace(i), j))
		}
		for _, kind := range kinds() {
			for _, declared := range kind.declared(account, accountPlace(i)) {
				mistakes = append(mistakes, declared.check()...)
				once(declared.target, declared.path)
			}
		}
	}
	if len(mistakes) > 0 {
		return &DocumentError{mistakes}
	}
	return nil
}

func (a *Account) checkIDs(place string) []Mistake {
	mistakes := checkID(place+".id", a.ID)
	if a.BusinessID != "" {
		mistakes = append(mistakes, checkID(place+".business_id", a.BusinessID)...)
	}
	for i, number := range a.PhoneNumbers {
		mistakes = append(mistakes, checkID(fmt.Sprintf("%s.phone_numbers[%d].id", place, i), number.ID)...)
	}
	return mistakes
}

func checkID(path, id string) []Mistake {
	if id == "" || strings.ContainsFunc(id, func(r rune) bool { return r < '0' || r > '9' }) {
		return []Mistake{{path, fmt.Sprintf("must have digits only, not %q", id)}}
	}
	return nil
}

// check checks what identifies a declaration, and its state.
func (d declaration) check() []Mistake {
	var mistakes []Mistake
	value := reflect.ValueOf(d.want).Elem()
	for i := range value.NumField() {
		switch member := value.Field(i).Interface().(type) {
		case State:
			if member != "" && member != StatePresent && member != StateAbsent {
				mistakes = append(mistakes, Mistake{d.path + ".state", fmt.Sprintf("must be %q or %q, not %q", StatePresent, StateAbsent, member)})
			}
		case string:
			if value.Type().Field(i).Tag.Get("identity") == "" {
				continue
			}
			name, _, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
			switch {
			case member == "":
				mistakes = append(mistakes, Mistake{d.path + "." + name, "is required"})
			case value.Type().Field(i).Tag.Get("identity") == "id":
				mistakes = append(mistakes, checkID(d.path+"."+name, member)...)
			}
		}
	}
	return mistakes
}

// identityOf returns the members of a declaration that tell which thing it is,
// and whether it shall be there: they do not differ.
func identityOf(t reflect.Type) []string {
	members := []string{"state"}
	for member := range t.Fields() {
		if member.Tag.Get("identity") != "" {
			name, _, _ := strings.Cut(member.Tag.Get("json"), ",")
			members = append(members, name)
		}
	}
	return members
}
