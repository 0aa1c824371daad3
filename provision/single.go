package provision

// singleOf is a member that is there once or not at all.
func singleOf[O, T any](name string, get func(*O) *T, set func(*O, *T)) *field[O, T] {
	return &field[O, T]{
		name: name, single: true,
		get: func(owner *O) []T {
			if value := get(owner); value != nil {
				return []T{*value}
			}
			return nil
		},
		set: func(owner *O, values []T) { set(owner, &values[0]) },
	}
}

// alone identifies what its owner has only one of.
func alone[T any](*T) (string, State) { return "", StatePresent }

// onlyOne is what its owner has only one of, and always.
func onlyOne[T any](value T) []found[T] { return []found[T]{{value: value}} }

// given returns nil for an empty text: a document does not mention it.
func given[T ~string](text T) *T {
	if text == "" {
		return nil
	}
	return &text
}
