print("dev 1")
