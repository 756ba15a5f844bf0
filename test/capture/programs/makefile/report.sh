echo "# Rain"
echo
tr -d '{}"' < "$1" | tr ',' '\n' | sed 's/^ */- /'
echo
