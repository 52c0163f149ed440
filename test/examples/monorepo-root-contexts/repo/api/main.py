print("api 1")
