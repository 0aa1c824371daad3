package provision

import (
	"context"
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp"
)

// Export returns the document of what there is in accounts and on their phone
// numbers. A plan of it is empty. Of several things with the same name, it has
// the first.
//
// The permissions are those of reading each kind, whatsapp_business_management
// for most, and business_management for users; see [WithKinds].
//
// It holds nothing secret. What it cannot hold, because Graph does not return
// it or a document does not declare it, is listed in Document.Omitted.
func Export(ctx context.Context, client *whatsapp.Client, accountIDs []string, opts ...Option) (*Document, error) {
	s, err := newSession(client, opts)
	if err != nil {
		return nil, err
	}
	document := &Document{Accounts: make([]Account, len(accountIDs))}
	for i, id := range accountIDs {
		if mistakes := checkID("the account id", id); mistakes != nil {
			return nil, errors.New("provision: " + mistakes[0].String())
		}
		document.Accounts[i].ID = id
	}
	numbers, err := concurrently(ctx, s, accountIDs, func(ctx context.Context, id string) ([]PhoneNumber, error) {
		var numbers []PhoneNumber
		for number, err := range client.PhoneNumbers.All(ctx, id, nil, whatsapp.WithFields("id")) {
			if err != nil {
				return nil, fmt.Errorf("provision: list the phone numbers of account %s: %w", id, err)
			}
			numbers = append(numbers, PhoneNumber{ID: number.ID})
		}
		return numbers, nil
	})
	if err != nil {
		return nil, err
	}
	var parts []func(context.Context) (func(*Document), error)
	for i := range document.Accounts {
		account := &document.Accounts[i]
		account.PhoneNumbers = numbers[i]
		for _, kind := range s.kinds() {
			parts = append(parts, func(ctx context.Context) (func(*Document), error) { return kind.export(ctx, s, account) })
			for j := range account.PhoneNumbers {
				number := &account.PhoneNumbers[j]
				parts = append(parts, func(ctx context.Context) (func(*Document), error) {
					return kind.exportNumber(ctx, s, account.ID, number)
				})
			}
		}
	}
	return document, fill(ctx, s, document, parts)
}

// fill reads all parts concurrently, and then puts them into the document.
func fill(ctx context.Context, s *session, document *Document, parts []func(context.Context) (func(*Document), error)) error {
	read, err := concurrently(ctx, s, parts, func(ctx context.Context, part func(context.Context) (func(*Document), error)) (func(*Document), error) {
		return part(ctx)
	})
	if err != nil {
		return err
	}
	for _, put := range read {
		put(document)
	}
	return nil
}

func (d *definition[T]) export(ctx context.Context, s *session, account *Account) (func(*Document), error) {
	return exported(ctx, s, d, d.ofAccount, account, Target{Kind: d.kind, AccountID: account.ID})
}

func (d *definition[T]) exportNumber(ctx context.Context, s *session, accountID string, number *PhoneNumber) (func(*Document), error) {
	return exported(ctx, s, d, d.ofNumber, number, Target{Kind: d.kind, AccountID: accountID, PhoneNumberID: number.ID})
}

func exported[O, T any](ctx context.Context, s *session, d *definition[T], into *field[O, T], owner *O, scope Target) (func(*Document), error) {
	if into == nil {
		return func(*Document) {}, nil
	}
	there, err := d.read(ctx, s, scope, nil)
	if err != nil {
		return nil, fmt.Errorf("provision: read the %s of %s: %w", d.kind, scope.owner(), err)
	}
	var values []T
	var omitted []Warning
	seen := map[string]bool{}
	for _, one := range there {
		target := scope
		target.Name = one.name
		switch {
		case seen[one.name]:
			omitted = append(omitted, Warning{target, "another one with this name"})
			continue
		case d.exports != nil && !d.exports(&one):
			omitted = append(omitted, Warning{target, "it is " + one.status})
			continue
		}
		seen[one.name] = true
		values = append(values, one.value)
		for _, text := range one.omitted {
			omitted = append(omitted, Warning{target, text})
		}
		if count := len(one.others); count > 0 {
			omitted = append(omitted, Warning{target, fmt.Sprintf("%d more with this name", count)})
		}
	}
	return func(document *Document) {
		document.Omitted = append(document.Omitted, omitted...)
		if len(values) > 0 {
			into.set(owner, values)
		}
	}, nil
}
