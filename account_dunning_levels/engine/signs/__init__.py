"""What Odoo itself says about a debt, a customer and people: asked here by everybody (SPEC 11)."""
