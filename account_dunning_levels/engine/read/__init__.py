"""Read models: open items, ageing, forecast, work list, dashboard, simulation; nothing changes."""
