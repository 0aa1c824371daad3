package provision

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// found is a thing that there is, as a document would declare it.
type found[T any] struct {
	name   string
	id     string
	value  T
	status string
	notes  []string // warnings
	// omitted is what a document cannot declare of it.
	omitted []string
	// others are the ids of further things that have the same name.
	others []string
}

// A definition is a kind whose declarations are of the type T. A kind belongs
// either to accounts or to phone numbers.
type definition[T any] struct {
	kind      Kind
	ofAccount *field[Account, T]
	ofNumber  *field[PhoneNumber, T]
	// identify returns the name that tells things of the kind apart, and the
	// state that is declared.
	identify func(want *T) (string, State)
	// read returns what there is. It may leave out what is not wanted, and
	// members that wanted does not have; nil wants everything.
	read func(ctx context.Context, s *session, scope Target, wanted []*T) ([]found[T], error)
	// complete returns a declaration with what the files that it names tell. A
	// mistake is a [*whatsapp.ValidationError].
	complete func(s *session, want *T) (*T, error)
	// resolve returns a declaration in the form in which read returns things.
	resolve func(ctx context.Context, s *session, scope Target, want *T) (*T, error)
	// comparable returns what is compared of a declaration.
	comparable func(*T) any
	// whole are the members that are compared as a whole: what is missing in
	// the document is a difference too.
	whole []string
	// judge adds what is to be known about a change.
	judge func(v *verdict, want *T, have *found[T])
	// validate checks a request that would make the change.
	validate func(want *T, have *found[T]) error
	// exports reports whether a document has a thing that there is.
	exports func(have *found[T]) bool
	// reviewOf tells where the review of a thing stands.
	reviewOf func(have *found[T]) review

	create func(ctx context.Context, s *session, scope Target, want *T) error
	update func(ctx context.Context, s *session, scope Target, want *T, have *found[T]) error
	remove func(ctx context.Context, s *session, scope Target, have *found[T]) error
}

// A field is where the declarations of a kind are.
type field[O, T any] struct {
	name string
	get  func(*O) []T
	set  func(*O, []T)
	// single is for a member that is not a list.
	single bool
}

func (d *definition[T]) name() Kind { return d.kind }

func (d *definition[T]) declared(account *Account, place string) []declaration {
	var list []declaration
	target := Target{Kind: d.kind, AccountID: account.ID}
	if d.kind == KindUser {
		target.BusinessID = account.BusinessID
	}
	if d.ofAccount != nil {
		return declarations(d, d.ofAccount, account, place, target)
	}
	for i := range account.PhoneNumbers {
		number := &account.PhoneNumbers[i]
		target.PhoneNumberID = number.ID
		list = append(list, declarations(d, d.ofNumber, number, fmt.Sprintf("%s.phone_numbers[%d]", place, i), target)...)
	}
	return list
}

func declarations[O, T any](d *definition[T], from *field[O, T], owner *O, place string, target Target) []declaration {
	var list []declaration
	values := from.get(owner)
	for i := range values {
		path := place + "." + from.name
		if !from.single {
			path += fmt.Sprintf("[%d]", i)
		}
		target.Name, _ = d.identify(&values[i])
		list = append(list, declaration{target, path, &values[i]})
	}
	return list
}

func (d *definition[T]) plan(ctx context.Context, s *session, scope Target, declared []declaration) ([]verdict, error) {
	wanted := make([]*T, len(declared))
	for i, one := range declared {
		wanted[i] = one.want.(*T)
	}
	there, err := d.read(ctx, s, scope, wanted)
	if err != nil {
		return nil, fmt.Errorf("provision: read the %s of %s: %w", d.kind, scope.owner(), err)
	}
	verdicts := make([]verdict, len(declared))
	for i, one := range declared {
		want, err := d.completed(s, wanted[i])
		if err != nil {
			verdicts[i].mistakes = mistakesAt(one.path, err)
			continue
		}
		if verdicts[i], err = d.compare(ctx, s, one.target, want, there); err != nil {
			return nil, err
		}
		if change := verdicts[i].change; d.validate != nil && (change.Action == ActionCreate || change.Action == ActionUpdate) {
			verdicts[i].mistakes = mistakesAt(one.path, d.validate(want, named(there, one.target.Name)))
		}
	}
	return verdicts, nil
}

func (d *definition[T]) completed(s *session, want *T) (*T, error) {
	if d.complete == nil {
		return want, nil
	}
	return d.complete(s, want)
}

// compare says what has to change for a thing to be as it is wanted.
func (d *definition[T]) compare(ctx context.Context, s *session, target Target, want *T, there []found[T]) (verdict, error) {
	have := named(there, target.Name)
	v := verdict{change: Change{Target: target}}
	encoded, err := json.Marshal(want)
	if err != nil {
		return v, fmt.Errorf("provision: encode the %s: %w", target, err)
	}
	v.change.Desired = encoded
	_, state := d.identify(want)
	switch absent := state == StateAbsent; {
	case absent && have == nil:
		return v, nil
	case absent:
		v.change.Action = ActionDelete
	default:
		if err := d.differ(ctx, s, &v, want, have); err != nil {
			return v, err
		}
	}
	if have != nil {
		v.change.Warnings = append(v.change.Warnings, have.notes...)
		if d.reviewOf != nil {
			v.underReview = d.reviewOf(have).open
		}
	}
	if d.judge != nil {
		d.judge(&v, want, have)
	}
	return v, nil
}

func (d *definition[T]) differ(ctx context.Context, s *session, v *verdict, want *T, have *found[T]) error {
	if d.resolve != nil {
		resolved, err := d.resolve(ctx, s, v.change.Target.scope(), want)
		if err != nil {
			return err
		}
		want = resolved
	}
	var old any
	if have != nil {
		old = d.compared(&have.value)
	}
	differences, err := differences(d.compared(want), old, d.whole, identityOf(reflect.TypeFor[T]()))
	if err != nil {
		return fmt.Errorf("provision: compare the %s: %w", v.change.Target, err)
	}
	v.change.Differences = differences
	switch {
	case have == nil:
		v.change.Action = ActionCreate
	case len(differences) > 0:
		v.change.Action = ActionUpdate
	}
	return nil
}

func (d *definition[T]) compared(value *T) any {
	if d.comparable == nil {
		return value
	}
	return d.comparable(value)
}

func named[T any](there []found[T], name string) *found[T] {
	i := slices.IndexFunc(there, func(f found[T]) bool { return f.name == name })
	if i < 0 {
		return nil
	}
	return &there[i]
}
