"""Python syntax without calculus: building, copying and walking gast trees."""
