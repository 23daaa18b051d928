"""The lens watch: what the photographs of a lane tell of its camera, against the lane's own last weeks."""
