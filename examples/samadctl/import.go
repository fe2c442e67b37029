package main

import (
	"context"
	"errors"
	"fmt"
)

type dbImport struct {
	dbFlags
	packFlags
	Map   string `name:"map" placeholder:"FILE" help:"Mapping: the file is a register of earlier years in CSV or Excel."`
	Pack  string `name:"pack" placeholder:"DIR" help:"Pack of the province, with --map."`
	Key   string `name:"key" placeholder:"FILE" help:"Key file of the database, with --map."`
	Check bool   `name:"check" help:"Only say which lines would be refused, with --map."`
	File  string `arg:"" help:"File of db export, - for standard input; or with --map a .csv or .xlsx file."`
}

// Help describes what is read.
func (dbImport) Help() string {
	return `Without --map it reads what db export wrote into a database that is migrated and
empty, and verifies it there: every hash, chain, digest and the sense of every
event. It may be stopped: called again with the same file, it goes on where it
was. Keys and the accounts of the service go along by themselves.

With --map it takes cases and calls of earlier years out of a register, beside
what the database holds. Each line becomes a case, a call, or both. Their history
says that they were taken over; nobody is sent anything. Done again, it makes no
doubles: a line is known by the source and its number. Each line that is refused
is named with the reason, the others are written; the exit code is 1 then. Cases
whose retention is over are erased by the next sweep: see retention_years in the
pack's settings.yaml.

The mapping is YAML:

  source: samad-1             # names the register for ever
  pivot: 50                   # two-digit years from 50 on are of 1300, the others of 1400
  columns:                    # field: heading
    number: شماره
    received: تاریخ
    state: وضعیت
    topic: موضوع
    text: شرح
  defaults: {kind: request, channel: phone, place: "10"}
  words:                      # field: {word in the register: what it means}
    state: {مختومه: closed, جاری: received}
    topic: {بیمه بیکاری: welfare/unemployment-insurance}

Fields: number and received (date, with a time of day or with the field time),
which every line needs; state (closed, declined, withdrawn or received), with
which a line is a case, and ended, kind, channel, topic, place, agency, text,
answer, outcome, name, national_id, mobile, landline, address, village;
call_outcome, with which it is a call, and caller, minutes, note. Further: sheet
of an Excel file, delimiter of a CSV file. Dates are 1392/06/10, 92/6/10,
10/6/1392 or Gregorian, in any digits.

JSON fields, with --map: line, number, error.`
}

// Run imports.
func (cmd *dbImport) Run(ctx context.Context, c *console) (err error) {
	if (cmd.Map == "") != (cmd.Pack == "") || (cmd.Map == "") != (cmd.Key == "") || cmd.Check && cmd.Map == "" {
		return errors.New("--map, --pack and --key go together, and --check with them")
	}
	db, err := cmd.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Check(ctx); err != nil {
		return fmt.Errorf("--db: %w", err)
	}
	if cmd.Map != "" {
		return c.importRegister(ctx, db.Cases(), cmd)
	}
	return c.importLines(ctx, db, cmd.File)
}
