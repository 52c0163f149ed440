print("jobs 1")
