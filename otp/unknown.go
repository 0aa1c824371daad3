package otp

import (
	"context"
	"errors"
	"hash/fnv"
	"strconv"
)

// unknownPlaces is how many keys all unknown numbers have together in a store
// whose size is not known here.
const unknownPlaces = 1 << 16

// A place is where the limits and the code of a number are kept.
type place struct {
	store Store
	key   string
}

// placeOf returns the place of a number that gets codes.
func (s *Service) placeOf(number string) place {
	return place{s.config.Store, s.numberKey(number)}
}

// unknownPlaceOf returns the place of a number that is not known. Anybody can
// invent numbers, so there is a bound to their places, and none of them is the
// place of a known number.
func (s *Service) unknownPlaceOf(number string) place {
	key := s.numberKey(number)
	if memory, ok := s.config.Store.(*MemoryStore); ok {
		return place{memory.forUnknown(), key}
	}
	sum := fnv.New32a()
	sum.Write([]byte(key))
	return place{s.config.Store, s.hash("unknown", strconv.Itoa(int(sum.Sum32()%unknownPlaces)))}
}

// guess uses a guess at the code of a number. With Known it looks in both
// places, whatever is in them: the time must not tell which one it was.
func (s *Service) guess(ctx context.Context, number string) (hash string, err error) {
	known := s.placeOf(number)
	hash, err = known.store.Guess(ctx, known.key)
	if s.config.Known == nil {
		return hash, err
	}
	unknown := s.unknownPlaceOf(number)
	decoy, errDecoy := unknown.store.Guess(ctx, unknown.key)
	if errors.Is(err, ErrExpired) {
		return decoy, errDecoy
	}
	return hash, err
}
