package provision

import (
	"context"
	"errors"
	"slices"

	"github.com/wabakit/whatsapp"
)

// User declares what a user may do on an account. Meta does not say whether
// tasks replace those that the user has: if a plan is not empty after it was
// applied, remove the user first.
type User struct {
	// ID is the id of the user: of a person or a system user of the portfolio.
	ID string `json:"id" identity:"id"`
	// State is absent to remove the user from the account.
	State State `json:"state,omitzero"`
	// Tasks are required for a user who is new.
	Tasks []whatsapp.Task `json:"tasks,omitzero"`
}

var users = &definition[User]{
	kind: KindUser,
	ofAccount: &field[Account, User]{
		name: "users",
		get:  func(a *Account) []User { return a.Users },
		set:  func(a *Account, list []User) { a.Users = list },
	},
	identify: func(u *User) (string, State) { return u.ID, u.State },
	read: func(ctx context.Context, s *session, scope Target, _ []*User) ([]found[User], error) {
		business, err := s.businessOf(ctx, scope)
		if err != nil {
			return nil, err
		}
		var list []found[User]
		for user, err := range s.client.Users.All(ctx, scope.AccountID, business, &whatsapp.ListOptions{Limit: pageSize}) {
			if err != nil {
				return nil, err
			}
			list = append(list, found[User]{name: user.ID, id: user.ID, value: User{ID: user.ID, Tasks: user.Tasks}})
		}
		return list, nil
	},
	comparable: func(u *User) any {
		tasks := slices.Clone(u.Tasks) // their order means nothing
		slices.Sort(tasks)
		return User{Tasks: slices.Compact(tasks)}
	},
	validate: func(want *User, _ *found[User]) error {
		if len(want.Tasks) == 0 {
			return &whatsapp.ValidationError{Violations: []whatsapp.Violation{{Field: "tasks", Problem: "needs at least one task"}}}
		}
		return nil
	},
	create: setTasks,
	update: func(ctx context.Context, s *session, scope Target, want *User, _ *found[User]) error {
		return setTasks(ctx, s, scope, want)
	},
	remove: func(ctx context.Context, s *session, scope Target, have *found[User]) error {
		return s.client.Users.Remove(ctx, scope.AccountID, have.id)
	},
}

func setTasks(ctx context.Context, s *session, scope Target, want *User) error {
	return s.client.Users.Add(ctx, scope.AccountID, want.ID, want.Tasks)
}

// businessOf returns the portfolio whose users are meant.
func (s *session) businessOf(ctx context.Context, scope Target) (string, error) {
	if scope.BusinessID != "" {
		return scope.BusinessID, nil
	}
	account, err := s.client.WABAs.Get(ctx, scope.AccountID, whatsapp.WithFields("owner_business_info"))
	if err != nil {
		return "", err
	}
	if account.OwnerBusinessInfo == nil || account.OwnerBusinessInfo.ID == "" {
		return "", errors.New("the account does not tell which portfolio owns it; set business_id")
	}
	return account.OwnerBusinessInfo.ID, nil
}
