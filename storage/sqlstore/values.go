package sqlstore

import (
	"context"
	"database/sql"

	"github.com/samad111/go-samad/samad"
)

// Values implements [samad.Store].
func (s *Store) Values(ctx context.Context, id samad.CaseID) ([]samad.Value, error) {
	var out []samad.Value
	err := s.lookup(ctx, "values of case "+string(id), s.q.values, string(id), func(r *sql.Rows) error {
		v := samad.Value{ValueRef: samad.ValueRef{Case: id}}
		if err := r.Scan(&v.Seq, &v.Name, &v.Salt, &v.Data, &v.Sealed); err != nil {
			return err
		}
		out = append(out, v)
		return nil
	})
	return out, err
}
