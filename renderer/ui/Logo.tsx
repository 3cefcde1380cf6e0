export const Logo = () => (
  <svg viewBox="0 0 32 32" aria-hidden="true">
    <path d="M16 2 4 6.5v9C4 23 9.2 28 16 30c6.8-2 12-7 12-14.5v-9z" fill="#1f6feb" />
    <path
      d="M9 13.5c3-2.2 11-2.2 14 0M10.5 18.5h11M12.5 22.5h7"
      stroke="#fff"
      strokeWidth="2"
      fill="none"
      strokeLinecap="round"
    />
  </svg>
);
