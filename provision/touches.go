package provision

import (
	"slices"
	"strings"
)

// touches reports whether one of the members is among the differences.
func touches(changed []Difference, members ...string) bool {
	return slices.ContainsFunc(changed, func(d Difference) bool { return slices.Contains(members, d.member()) })
}

// member is the outermost member that differs.
func (d Difference) member() string {
	outermost, _, _ := strings.Cut(d.Path, ".")
	outermost, _, _ = strings.Cut(outermost, "[")
	return outermost
}

// leaveOut takes a member out of a change, and tells of it unless the warning
// is empty.
func (v *verdict) leaveOut(member, warning string) {
	kept := slices.DeleteFunc(slices.Clone(v.change.Differences), func(d Difference) bool { return d.member() == member })
	if len(kept) == len(v.change.Differences) {
		return
	}
	v.change.Differences = kept
	if warning != "" {
		v.change.Warnings = append(v.change.Warnings, warning)
	}
	if len(kept) == 0 {
		v.change.Action, v.change.Differences = "", nil
	}
}
