import './lib/auth'
