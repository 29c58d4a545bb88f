localStorage.getItem('x')
