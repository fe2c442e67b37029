package metric

import (
	"database/sql"

	"github.com/prometheus/client_golang/prometheus"
)

// pool measures the connections of a handle.
func pool(stats func() sql.DBStats) []prometheus.Collector {
	gauge := func(name, help string, value func(sql.DBStats) float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "samad_database_" + name, Help: help},
			func() float64 { return value(stats()) })
	}
	counter := func(name, help string, value func(sql.DBStats) float64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "samad_database_" + name, Help: help},
			func() float64 { return value(stats()) })
	}
	return []prometheus.Collector{
		gauge("connections_open", "Open connections for reading.", func(s sql.DBStats) float64 { return float64(s.OpenConnections) }),
		gauge("connections_in_use", "Connections for reading that are in use.", func(s sql.DBStats) float64 { return float64(s.InUse) }),
		gauge("connections_limit", "Most connections for reading.", func(s sql.DBStats) float64 { return float64(s.MaxOpenConnections) }),
		counter("connection_waits_total", "Times that a reader waited for a connection.", func(s sql.DBStats) float64 { return float64(s.WaitCount) }),
		counter("connection_wait_seconds_total", "Time that readers waited for connections.", func(s sql.DBStats) float64 { return s.WaitDuration.Seconds() }),
	}
}
