from kindao.cli import main

main()
