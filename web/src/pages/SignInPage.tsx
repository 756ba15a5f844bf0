import { Navigate } from '@tanstack/react-router'

/** The frame shows the form to whoever is not let in; everybody else has nothing to do here. */
export const SignInPage = () => <Navigate to="/" replace />
