"""What two versions of a policy decide differently."""
