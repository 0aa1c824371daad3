package cli

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flagMistake says in plain words what is wrong with a flag.
func flagMistake(command *cobra.Command, err error) error {
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		flag := invalid.GetFlag()
		if want := wantedBy(flag.Value); want != "" {
			return usagef(command, "invalid value %q of --%s; want %s", invalid.GetValue(), flag.Name, want)
		}
	}
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return unknownFlag(command, unknown)
	}
	return &usageError{command: command, err: err}
}

// unknownFlag says which flags have a name like that.
func unknownFlag(command *cobra.Command, unknown *pflag.NotExistError) error {
	if short := unknown.GetSpecifiedShortnames(); short != "" {
		return usagef(command, "unknown flag %q; an argument that begins with - goes after --", "-"+short)
	}
	name := unknown.GetSpecifiedName()
	// Cobra compares the names of commands only.
	known := &cobra.Command{SuggestionsMinimumDistance: 1 + len(name)/6}
	var beginnings []string
	command.Flags().VisitAll(func(flag *pflag.Flag) {
		known.AddCommand(&cobra.Command{Use: flag.Name, SuggestFor: otherFlags[flag.Name], Run: func(*cobra.Command, []string) {}})
		if strings.HasPrefix(name, flag.Name) {
			beginnings = append(beginnings, flag.Name)
		}
	})
	alike := append(known.SuggestionsFor(name), beginnings...)
	slices.Sort(alike)
	if alike = slices.Compact(alike); len(alike) > 0 {
		return usagef(command, "unknown flag --%s; did you mean --%s?", name, strings.Join(alike, " or --"))
	}
	if strings.Contains(command.Use, " ") {
		return usagef(command, "unknown flag --%s; the form is %s", name, command.UseLine())
	}
	return usagef(command, "unknown flag --%s", name)
}

// otherFlags are the names that other programs have for a flag.
var otherFlags = map[string][]string{
	"listen":   {"port", "host", "addr", "address"},
	"forward":  {"url", "to", "webhook", "callback"},
	"callback": {"url", "webhook", "forward"},
}

// minus stands for the sign of a negative number, which pflag takes for a flag.
const minus = "\u2212"

var negativeNumber = regexp.MustCompile(`^-[0-9]+(\.[0-9]+)?$`)

// markNegatives returns a command line of "send location" in which degrees are
// no flags. What follows a flag may be its value, and stays.
func markNegatives(args []string) []string {
	marked := slices.Clone(args)
	send, location := slices.Index(args, "send"), slices.Index(args, "location")
	if send < 0 || location < send || slices.Contains(args, "--") {
		return marked
	}
	for i := 1; i < len(marked); i++ {
		if negativeNumber.MatchString(marked[i]) && !strings.HasPrefix(marked[i-1], "-") {
			marked[i] = minus + marked[i][1:]
		}
	}
	return marked
}

func wantedBy(value pflag.Value) string {
	if _, ok := value.(*limitValue); ok {
		return "a whole number, or 0 for all"
	}
	switch value.Type() {
	case "int":
		return "a whole number"
	case "float64":
		return "a number"
	case "bool":
		return "true or false"
	case "duration":
		return "a time such as 30s or 5m"
	}
	return ""
}

// limitFlag adds the flag that bounds a list.
func limitFlag(command *cobra.Command, limit *int) {
	*limit = 100
	command.Flags().Var((*limitValue)(limit), "limit", "print at most this many; 0 prints all")
}

// A limitValue bounds a list, unless it is 0.
type limitValue int

func (v *limitValue) String() string { return strconv.Itoa(int(*v)) }
func (v *limitValue) Type() string   { return "int" }

func (v *limitValue) Set(text string) error {
	limit, err := strconv.Atoi(text)
	if err == nil && limit < 0 {
		err = fmt.Errorf("%d is negative", limit)
	}
	if err == nil {
		*v = limitValue(limit)
	}
	return err
}
